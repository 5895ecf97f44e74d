#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/core/ascii.hpp"
#include "harness/text/escape.hpp"
#include "harness/text/json_writer.hpp"
#include "mock_services/auth_provider/authorize.hpp"
#include "mock_services/auth_provider/client_auth.hpp"
#include "mock_services/auth_provider/endpoints.hpp"

namespace firedrill::auth {
namespace {

/// Eight consonants, so that no words come up (RFC 8628, 6.1): "PBQL-NJSR".
std::string new_user_code() {
  constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ";
  const std::string bytes = random_id(24);
  const std::string random = sha256(bytes);
  std::string code;
  for (std::size_t index = 0; index < 8; ++index) {
    code += index == 4 ? "-" : "";
    code += letters[static_cast<unsigned char>(random[index]) % letters.size()];
  }
  return code;
}

/// As people type it: lower case, without the dash, with spaces.
std::string normalized(std::string_view typed) {
  std::string letters;
  for (const char letter : typed) {
    if (is_letter(letter)) {
      letters += letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
  }
  return letters.size() == 8 ? letters.substr(0, 4) + "-" + letters.substr(4) : letters;
}

http::Reply code_page(int status, const std::string& code, const std::string& mistake) {
  return page(status,
              "Connect a device",
              fmt::format("<form method=\"post\">\n"
                          "<p><label>Code <input name=\"user_code\" value=\"{}\" required></label>"
                          "</p>\n{}<button>Connect</button>\n"
                          "<button name=\"deny\" value=\"1\" formnovalidate>Deny</button>\n"
                          "</form>\n",
                          escape_xml_attribute(code),
                          login_fields(mistake)));
}

void approve(const Call& call, DeviceCode& device, const Session& session) {
  device.grant_id = random_id(16);
  device.state = DeviceCode::State::approved;
  call.store.grants.put(device.grant_id,
                        {.client_id = device.client_id,
                         .login = session.login,
                         .scopes = device.scopes,
                         .auth_time = session.auth_time},
                        call.now + call.config.lifetimes.refresh_token,
                        call.now);
}

}  // namespace

http::Reply authorize_device(const Call& call) {
  const Checked<const Client*> client = authenticate(call);
  if (const auto* refusal = std::get_if<Refusal>(&client)) {
    return refusal_reply(call, *refusal);
  }
  const Checked<Scopes> scopes = granted_scopes(call, call.parameter("scope"));
  if (const auto* refusal = std::get_if<Refusal>(&scopes)) {
    return refusal_reply(call, *refusal);
  }
  const std::string code = random_id();
  const std::string user_code = new_user_code();
  const Duration lifetime = call.config.lifetimes.device_code;
  call.store.device_codes.put(code,
                              {.client_id = (*std::get_if<const Client*>(&client))->id,
                               .scopes = *std::get_if<Scopes>(&scopes),
                               .user_code = user_code},
                              call.now + lifetime,
                              call.now);
  call.store.user_codes.put(user_code, code, call.now + lifetime, call.now);
  std::string json;
  JsonWriter(json)
      .begin_object()
      .member("device_code", code)
      .member("user_code", user_code)
      .member("verification_uri", call.issuer + "/device")
      .member("verification_uri_complete", call.issuer + "/device?user_code=" + user_code)
      .member("expires_in", std::chrono::duration_cast<std::chrono::seconds>(lifetime).count())
      .end_object();
  return fresh_json(200, json);
}

http::Reply verify_device(const Call& call) {
  const std::string* typed = http::find(call.parameters(), "user_code");
  const std::string user_code = normalized(typed == nullptr ? "" : *typed);
  if (call.request.method == "GET") {
    return code_page(200, user_code, "");
  }
  const std::string* code = call.store.user_codes.find(user_code, call.now);
  DeviceCode* device = code == nullptr ? nullptr : call.store.device_codes.find(*code, call.now);
  if (device == nullptr || device->state != DeviceCode::State::pending) {
    return code_page(400, user_code, "There is no such code, or no longer.");
  }
  if (http::find(call.form, "deny") != nullptr) {
    device->state = DeviceCode::State::denied;
    return page(200, "Denied", "<p>The device was told no.</p>\n");
  }
  if (const auto mistake = check_login(call)) {
    return code_page(401, user_code, *mistake);
  }
  http::Reply reply = page(200, "Connected", "<p>You can go back to your device.</p>\n");
  approve(call, *device, start_session(call, *http::find(call.form, "login"), reply.headers));
  return reply;
}

}  // namespace firedrill::auth
