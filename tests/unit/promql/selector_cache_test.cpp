#include "harness/promql/selector_cache.hpp"

#include <utility>

#include <catch2/catch.hpp>

#include "tests/unit/promql/notation.hpp"

using namespace firedrill::promql;
using namespace std::chrono_literals;

namespace {

/// An expression that is one selector, kept alive with it.
class Selector {
 public:
  explicit Selector(std::string_view text) : expression_(std::move(*parse(text))) {}

  const VectorSelector& get() const { return std::get<VectorSelector>(expression_.root().data); }

 private:
  Expression expression_;
};

std::vector<SeriesId> selected(SelectorCache& cache, std::string_view text) {
  return cache.select(Selector(text).get()).series;
}

using Ids = std::vector<SeriesId>;

}  // namespace

TEST_CASE("a selector picks series in the order of their creation", "[unit][promql]") {
  const SampleStore store = store_of(15s, R"(
    up{job="z"} 1
    down{job="a"} 1
    up{job="a"} 1
    {job="nameless"} 1
  )");
  SelectorCache cache(store);

  CHECK(selected(cache, "up") == Ids{0, 2});
  CHECK(selected(cache, "{__name__=~\".+\"}") == Ids{0, 1, 2});
  CHECK(selected(cache, "{job=~\".*a.*\"}") == Ids{1, 2, 3});
  CHECK(selected(cache, "{__name__=\"\",job!=\"\"}") == Ids{3});
  CHECK(selected(cache, "{__name__=\"up\",__name__!=\"up\"}").empty());
  CHECK(selected(cache, "{__name__=\"up\",__name__=\"down\"}").empty());
  CHECK(selected(cache, "other").empty());
}

TEST_CASE("a selection grows with the store and never tries a series twice", "[unit][promql]") {
  SampleStore store = store_of(15s, "up{job=\"a\"} 1");
  SelectorCache cache(store);
  const Selector by_name("up{job=~\"[ab]\"}");
  const Selector by_label("{job=~\"[ab]\"}");
  CHECK(cache.select(by_name.get()).series == Ids{0});
  CHECK(cache.select(by_label.get()).series == Ids{0});

  CHECK(*store.series(labels_of("down{job=\"b\"}")) == 1);
  CHECK(*store.series(labels_of("up{job=\"c\"}")) == 2);
  CHECK(*store.series(labels_of("up{job=\"b\"}")) == 3);

  CHECK(cache.select(by_name.get()).series == Ids{0, 3});
  CHECK(cache.select(by_label.get()).series == Ids{0, 1, 3});
  CHECK(cache.select(by_name.get()).looked_at == 3);   // the series named up
  CHECK(cache.select(by_label.get()).looked_at == 4);  // all
}

TEST_CASE("a selection knows whether its series have one name", "[unit][promql]") {
  const SampleStore store = store_of(15s, "up 1");
  SelectorCache cache(store);

  CHECK(cache.select(Selector("up").get()).one_metric);
  CHECK(cache.select(Selector("{__name__=\"up\"}").get()).one_metric);
  CHECK_FALSE(cache.select(Selector("{__name__=~\"up\"}").get()).one_metric);
  CHECK_FALSE(cache.select(Selector("{job=\"\",__name__!=\"\"}").get()).one_metric);
}

TEST_CASE("selectors share a selection only if they ask the same", "[unit][promql]") {
  const auto key = [](std::string_view text) { return Selector(text).get().key; };

  CHECK(key("up{a=\"b\"}") == key("up{a='b'} offset 5m"));
  CHECK(key("up") == key("{__name__=\"up\"}"));
  CHECK(key("up{a=\"b\"}") != key("up{a=~\"b\"}"));
  CHECK(key("up{a=\"b\"}") != key("up{a!=\"b\"}"));
  CHECK(key("up{a=\"b\",c=\"d\"}") != key("up{a=\"b\\\",c=\\\"d\"}"));
}
