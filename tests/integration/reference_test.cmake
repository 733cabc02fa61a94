# SPDX-License-Identifier: Apache-2.0
# The page PAGE is what WEIR prints now; MADE is a file to print to.
unset(ENV{WEIR_PLUGIN_PATH})
execute_process(COMMAND ${WEIR} plugins reference OUTPUT_FILE ${MADE} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "weir plugins reference: exit ${status}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${MADE} ${PAGE} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PAGE} is out of date: weir plugins reference > ${PAGE}")
endif()
