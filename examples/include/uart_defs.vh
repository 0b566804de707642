`ifndef UART_DEFS_VH
`define UART_DEFS_VH

`define UART_DATA_BITS 8

`endif
