# Boost.Asio and Boost.Beast, whose function bodies are compiled once, here, instead of in every
# source that includes them. All that use them link this target: its definitions must agree.
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
add_library(firedrill_asio STATIC ${CMAKE_CURRENT_LIST_DIR}/asio.cpp)
set_target_properties(firedrill_asio PROPERTIES UNITY_BUILD OFF)
# -O3, CMake's own, takes half as long again.
target_compile_options(firedrill_asio PRIVATE $<$<CONFIG:Release>:-O1>
  $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=2000000>)
target_compile_features(firedrill_asio PUBLIC cxx_std_20)
target_compile_definitions(firedrill_asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  # What nobody here uses, and every source that includes Asio would parse:
  BOOST_ASIO_DISABLE_BOOST_DATE_TIME BOOST_ASIO_NO_IOSTREAM)
target_link_libraries(firedrill_asio PUBLIC
  Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
if(FIREDRILL_SANITIZE)
  target_compile_options(firedrill_asio PRIVATE
    -fsanitize=${FIREDRILL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
endif()
