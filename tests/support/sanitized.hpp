#pragma once

namespace firedrill::tests {

/// How much slower than others a program may be that a sanitizer watches: what tests allow for time
/// is so many times as long then, and the incidents of live worlds go so many times as slowly, and
/// what plays many of the same plays the fewer.
/// ThreadSanitizer's own figure is 5 to 15, AddressSanitizer's 2.
#ifdef __has_feature  // clang's way to say so; g++ defines macros
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FIREDRILL_SANITIZED
#endif
#endif
#if defined(FIREDRILL_SANITIZED) || defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr int slower = 5;
#else
inline constexpr int slower = 1;
#endif

}  // namespace firedrill::tests
