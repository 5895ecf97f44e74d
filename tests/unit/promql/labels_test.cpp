#include "harness/promql/labels.hpp"

#include <catch2/catch.hpp>

#include "harness/promql/label_selection.hpp"

using firedrill::promql::Labels;
using firedrill::promql::LabelSelection;
using firedrill::promql::SignatureIndex;

TEST_CASE("labels are sorted by name and never empty", "[unit][promql]") {
  const Labels labels{{"job", "edge"}, {"code", ""}, {"__name__", "up"}, {"job", "server"}};

  CHECK(labels.to_string() == "{__name__=\"up\", job=\"server\"}");
  CHECK(labels.get("job") == "server");
  CHECK(labels.get("code").empty());
  CHECK(Labels{}.to_string() == "{}");
  CHECK(Labels{{"a", ""}} == Labels{});
}

TEST_CASE("labels print with Go's quotes", "[unit][promql]") {
  const Labels labels{{"a", "x\"y\\z\n\x01"}, {"b", "\xC3\xBC\xFF"}};

  CHECK(labels.to_string() == "{a=\"x\\\"y\\\\z\\n\\x01\", b=\"\xC3\xBC\\xff\"}");
}

TEST_CASE("a changed copy leaves the labels as they were", "[unit][promql]") {
  const Labels labels{{"__name__", "up"}, {"job", "edge"}};

  CHECK(labels.with("a", "1") == Labels{{"__name__", "up"}, {"a", "1"}, {"job", "edge"}});
  CHECK(labels.with("job", "") == Labels{{"__name__", "up"}});
  CHECK(labels.without_name() == Labels{{"job", "edge"}});
  CHECK(labels.size() == 2);
}

TEST_CASE("labels order by their first difference", "[unit][promql]") {
  CHECK(Labels{} < Labels{{"a", "1"}});
  CHECK(Labels{{"a", "1"}} < Labels{{"a", "1"}, {"b", "1"}});
  CHECK(Labels{{"a", "2"}} > Labels{{"a", "1"}, {"b", "1"}});
  CHECK(Labels{{"a", "1"}} < Labels{{"b", "0"}});
}

TEST_CASE("the fingerprint is Alertmanager's", "[unit][promql]") {
  // FNV-1a 64 of name 0xFF value 0xFF, computed by hand for one label.
  CHECK(Labels{}.fingerprint() == 0xCBF29CE484222325);
  CHECK(Labels{{"a", "b"}}.fingerprint() != Labels{{"ab", ""}}.fingerprint());
  CHECK(Labels{{"a", "b"}, {"c", "d"}}.fingerprint() ==
        Labels{{"c", "d"}, {"a", "b"}}.fingerprint());
}

TEST_CASE("a selection keeps or drops labels by name", "[unit][promql]") {
  const Labels labels{{"__name__", "up"}, {"a", "1"}, {"b", "2"}};

  CHECK(LabelSelection::only({"b", "c"}).apply(labels) == Labels{{"b", "2"}});
  CHECK(LabelSelection::only({}).apply(labels) == Labels{});
  CHECK(LabelSelection::all_but({"b"}).apply(labels) == Labels{{"a", "1"}});
  CHECK(LabelSelection::dropping({"b"}).apply(labels) == Labels{{"__name__", "up"}, {"a", "1"}});
  CHECK(LabelSelection::everything().apply(labels) == labels);
}

TEST_CASE("label sets with the same chosen labels share a number", "[unit][promql]") {
  SignatureIndex index(LabelSelection::only({"code"}));

  CHECK(index.insert({{"code", "200"}, {"instance", "a"}}) == 0);
  CHECK(index.insert({{"code", "500"}, {"instance", "a"}}) == 1);
  CHECK(index.insert({{"code", "200"}, {"instance", "b"}}) == 0);
  CHECK(index.insert({{"instance", "b"}}) == 2);
  CHECK(index.find({{"code", "500"}}) == std::size_t{1});
  CHECK_FALSE(index.find({{"code", "404"}}).has_value());
  CHECK(index.first_of(1).get("instance") == "a");
}

TEST_CASE("an index of many label sets finds each again", "[unit][promql]") {
  SignatureIndex index;
  constexpr std::size_t count = 5'000;
  for (std::size_t i = 0; i < count; ++i) {
    index.insert({{"i", std::to_string(i)}});
  }

  std::size_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    found += index.find({{"i", std::to_string(i)}}) == i ? 1U : 0U;
  }
  CHECK(found == count);
  CHECK(index.size() == count);
}
