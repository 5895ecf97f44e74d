#include "harness/promql/character_set.hpp"

#include <string>
#include <utility>

#include <catch2/catch.hpp>

using namespace firedrill::promql;

namespace {

using Ranges = decltype(CharacterSet::ranges);

Ranges normal(CharacterSet set) {
  normalise(set);
  return set.ranges;
}

/// The ASCII characters of a set.
std::string ascii_of(CharacterSet set) {
  normalise(set);
  std::string out;
  for (char32_t character = 0; character < 0x80; ++character) {
    if (contains(set, character)) {
      out.push_back(static_cast<char>(character));
    }
  }
  return out;
}

}  // namespace

TEST_CASE("ranges that touch or overlap become one, in order", "[unit][promql]") {
  CHECK(normal({}).empty());
  CHECK(normal({{{U'c', U'd'}, {U'a', U'b'}}}) == Ranges{{U'a', U'd'}});
  CHECK(normal({{{U'a', U'z'}, {U'c', U'd'}}}) == Ranges{{U'a', U'z'}});
  CHECK(normal({{{U'a', U'b'}, {U'd', U'e'}}}) == Ranges{{U'a', U'b'}, {U'd', U'e'}});
  CHECK(normal({{{U'b', U'b'}, {U'b', U'b'}, {U'a', U'a'}}}) == Ranges{{U'a', U'b'}});
}

TEST_CASE("a complement is everything else, and its complement the set again", "[unit][promql]") {
  const CharacterSet digits{{{U'0', U'9'}}};

  CHECK(complement({}).ranges == Ranges{{0, last_code_point}});
  CHECK(complement(complement({})).ranges.empty());
  CHECK(complement(digits).ranges == Ranges{{0, U'/'}, {U':', last_code_point}});
  CHECK(complement(complement(digits)).ranges == digits.ranges);
  CHECK(complement({{{0, U'a'}}}).ranges == Ranges{{U'b', last_code_point}});
  CHECK(complement({{{U'b', last_code_point}}}).ranges == Ranges{{0, U'a'}});
}

TEST_CASE("a set contains the ends of its ranges and what lies between", "[unit][promql]") {
  const CharacterSet set{{{U'b', U'd'}, {U'f', U'f'}, {0x1F600, 0x1F64F}}};

  for (const char32_t inside : {U'b', U'c', U'd', U'f', U'\U0001F600', U'\U0001F64F'}) {
    CHECK(contains(set, inside));
  }
  for (const char32_t outside : {U'\0', U'a', U'e', U'g', U'\U0001F5FF', U'\U0001F650'}) {
    CHECK_FALSE(contains(set, outside));
  }
  CHECK_FALSE(contains({}, U'a'));
}

TEST_CASE("folding adds what equals a member but for case", "[unit][promql]") {
  const auto folded = [](CharacterSet set) {
    fold_case(set);
    return ascii_of(std::move(set));
  };

  CHECK(folded({{{U'a', U'c'}}}) == "ABCabc");
  CHECK(folded({{{U'X', U'Z'}}}) == "XYZxyz");
  CHECK(folded({{{U'0', U'9'}}}) == "0123456789");
  CHECK(folded({{{U'Y', U'b'}}}) == "ABYZ[\\]^_`abyz");
  CHECK(folded({{{U'\u00e0', U'\u00fc'}}}).empty());

  CharacterSet kelvin{{{U'k', U'k'}}};
  fold_case(kelvin);
  normalise(kelvin);
  CHECK(contains(kelvin, U'\u212A'));

  CharacterSet cyrillic{{{U'\u0430', U'\u044f'}}};
  fold_case(cyrillic);
  normalise(cyrillic);
  CHECK(contains(cyrillic, U'\u0410'));
  CHECK_FALSE(contains(cyrillic, U'\u0401'));
}

TEST_CASE("Perl's classes and their opposites share out all characters", "[unit][promql]") {
  CHECK(ascii_of(*perl_class('d')) == "0123456789");
  CHECK(ascii_of(*perl_class('s')) == "\t\n\f\r ");
  CHECK(ascii_of(*perl_class('w')).size() == 63);
  for (const auto& [plain, opposite] : {std::pair{'d', 'D'}, {'s', 'S'}, {'w', 'W'}}) {
    CHECK(normal(complement(*perl_class(plain))) == normal(*perl_class(opposite)));
  }
  CHECK_FALSE(perl_class('x').has_value());
}

TEST_CASE("the classes of POSIX are those of ASCII", "[unit][promql]") {
  CHECK(ascii_of(*posix_class("xdigit")) == "0123456789ABCDEFabcdef");
  CHECK(ascii_of(*posix_class("blank")) == "\t ");
  CHECK(ascii_of(*posix_class("space")) == "\t\n\v\f\r ");
  CHECK(ascii_of(*posix_class("punct")) == "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
  CHECK(ascii_of(*posix_class("ascii")).size() == 128);
  CHECK(ascii_of(*posix_class("cntrl")).size() == 33);
  CHECK(ascii_of(*posix_class("graph")).size() == 94);
  CHECK(ascii_of(*posix_class("print")).size() == 95);
  CHECK(ascii_of(*posix_class("alnum")) == ascii_of(*posix_class("digit")) +
                                               ascii_of(*posix_class("upper")) +
                                               ascii_of(*posix_class("lower")));
  CHECK(ascii_of(*posix_class("word")).size() == 63);
  CHECK_FALSE(posix_class("Alpha").has_value());
  CHECK_FALSE(posix_class("").has_value());
}
