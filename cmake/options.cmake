# One interface target carries every flag. Nothing in this project sets CMAKE_CXX_FLAGS.
add_library(firedrill_options INTERFACE)
target_compile_features(firedrill_options INTERFACE cxx_std_20)
target_include_directories(firedrill_options INTERFACE ${PROJECT_SOURCE_DIR})
# Not -O3: g++ 12 warns falsely inside libstdc++ (docs/decisions.md). A target may ask for another
# level, and for the counters by which libFuzzer finds its way.
set(level $<TARGET_PROPERTY:FIREDRILL_OPTIMISE>)
target_compile_options(firedrill_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wimplicit-fallthrough -Wextra-semi
  -Wswitch-enum -Wundef
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op -Wuseless-cast -Wsuggest-override>
  $<$<CXX_COMPILER_ID:Clang>:-Wmissing-variable-declarations>
  # In joined sources a local would be taken for the shadow of a name in another file.
  $<IF:$<BOOL:${CMAKE_UNITY_BUILD}>,$<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>,-Wshadow>
  -UNDEBUG  # assert() stays on in every build type
  $<IF:$<STREQUAL:${level},>,$<$<CONFIG:Release>:-O2>,-O${level}>
  $<$<BOOL:$<TARGET_PROPERTY:FIREDRILL_FUZZED>>:-fsanitize=fuzzer-no-link>
  # g++ collects its own garbage less often: a little less time for a fifth more memory.
  $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=2000000>
  -ffp-contract=off  # determinism: no fused multiply-add, whatever the CPU (docs/decisions.md)
  $<$<BOOL:${FIREDRILL_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(firedrill_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)

if(FIREDRILL_SANITIZE)
  target_compile_options(firedrill_options INTERFACE
    -fsanitize=${FIREDRILL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Where nothing is optimised clang knows no size of an object, and takes time to ask. To ask of
  # each pointer that is used whether it is null or misaligned takes a fifth of the time to compile:
  # at a null pointer the address sanitizer stops too, and without casts none is misaligned.
  if(FIREDRILL_SANITIZE MATCHES "undefined")
    set(unoptimised $<AND:$<CONFIG:Debug>,$<NOT:$<STREQUAL:${level},1>>>)
    target_compile_options(firedrill_options INTERFACE
      $<$<AND:$<CXX_COMPILER_ID:Clang>,${unoptimised}>:-fno-sanitize=object-size>
      $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=null,alignment>)
  endif()
  # Asio orders some memory by fences, which g++'s thread sanitizer does not see and warns of.
  if(FIREDRILL_SANITIZE STREQUAL "thread")
    target_compile_options(firedrill_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  endif()
  target_link_options(firedrill_options INTERFACE -fsanitize=${FIREDRILL_SANITIZE})
endif()

# GNU ld takes several seconds for a test program, gold, which comes with it, half of that, and lld
# a fifth. Whichever is there; the optimised product is linked as ever.
find_program(FIREDRILL_LINKER NAMES ld.lld ld.gold)
mark_as_advanced(FIREDRILL_LINKER)
add_library(firedrill_linker INTERFACE)
if(FIREDRILL_LINKER)
  cmake_path(GET FIREDRILL_LINKER EXTENSION linker)
  string(REPLACE . "" linker ${linker})
  target_link_options(firedrill_linker INTERFACE -fuse-ld=${linker})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_link_libraries(firedrill_options INTERFACE firedrill_linker)
endif()
