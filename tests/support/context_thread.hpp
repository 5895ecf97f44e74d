#pragma once

#include <future>
#include <thread>
#include <type_traits>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace firedrill::tests {

/// An io_context and the thread that runs it. What lives on it is made before start() or by
/// do_now(), and destroyed after finish() or by do_now().
class ContextThread {
 public:
  ContextThread() = default;
  ContextThread(const ContextThread&) = delete;
  ContextThread& operator=(const ContextThread&) = delete;

  /// Where something has failed on the way, without waiting for what is left to do.
  ~ContextThread() {
    context_.stop();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  boost::asio::io_context& context() { return context_; }

  void start() {
    thread_ = std::thread([this] { context_.run(); });
  }

  /// On that thread; returns what it returns.
  template <class Do>
  std::invoke_result_t<Do> do_now(Do what) {
    std::packaged_task<std::invoke_result_t<Do>()> task(std::move(what));
    auto result = task.get_future();
    boost::asio::post(context_, [&task] { task(); });
    return result.get();
  }

  /// Waits until nothing is left to do there.
  void finish() {
    work_.reset();
    thread_.join();
  }

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::thread thread_;
};

}  // namespace firedrill::tests
