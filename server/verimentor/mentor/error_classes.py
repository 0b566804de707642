"""What each class of error means and how such things are mended: notes for a mentor model.

RTLFixer ("Automatically Fixing RTL Syntax Errors with Large Language Models", Tsai et al. 2023) found that a model
mends far more with a human's note on the class of error than with the compiler's message alone. A class is found by the
same "code: message" that the rules are registered by.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verimentor.mentor.rules.rule import SYNTAX
from verimentor.verilog.problem import Problem


@dataclass(frozen=True)
class ErrorClass:
    """One class of error."""

    name: str
    pattern: str  # of "code: message"
    meaning: str
    remedy: str

    @property
    def note(self) -> str:
        """Meaning and remedy."""
        return f"{self.meaning} {self.remedy}"

    def holds(self, problem: Problem) -> bool:
        """Whether the problem is of this class."""
        return re.search(self.pattern, f"{problem.code}: {problem.message}", re.IGNORECASE) is not None


def class_of(problem: Problem) -> ErrorClass | None:
    """The first class that the problem is of."""
    return next((each for each in ERROR_CLASSES if each.holds(problem)), None)


def notes(problems: Sequence[Problem]) -> tuple[str, ...]:
    """One note for each class of error among the problems, in their order."""
    found = (class_of(problem) for problem in problems)
    return tuple(dict.fromkeys(each.note for each in found if each is not None))


# The first that matches counts, so that the special stand before the general.
ERROR_CLASSES: tuple[ErrorClass, ...] = (
    ErrorClass(
        "procedural assignment to a net",
        r"^assign-to-net|not a valid l-value",
        "A wire or a plain output is assigned inside an always or initial block.",
        "Declare it reg (or logic): `output reg q`; or drive it by `assign` outside of the block.",
    ),
    ErrorClass(
        "continuous assignment to a variable",
        r"^assign-to-variable|cannot be driven by",
        "A reg is driven by assign or by an instance's output.",
        "Drop reg from its declaration, or assign it in an always block.",
    ),
    ErrorClass(
        "input that is a register",
        r"declared as input and as a reg",
        "An input cannot hold a value of its own.",
        "Write `input a`, without reg.",
    ),
    ErrorClass(
        "several drivers",
        r"^(multiple-drivers|mixed-var-assigns)|multiple drivers",
        "A name is driven from more than one always block, assign or instance.",
        "Join the drivers in one block, or give each a name of its own and combine the names in one assign.",
    ),
    ErrorClass(
        "loop variable",
        r"genvar",
        "The variable of a loop is not declared for the place the loop stands in.",
        "A generate loop needs `genvar i;` in the module; a loop inside an always block needs `integer i;`.",
    ),
    ErrorClass(
        "undeclared name",
        r"^(undeclared|typo-identifier|scope-not-found|could-not-resolve)|unable to bind|unknown in",
        "A name is used that nothing declares; often it is misspelled, or a declaration was forgotten.",
        "Use the declared name that was meant, else declare it with the width it needs before its first use.",
    ),
    ErrorClass(
        "unknown function or task",
        r"^unknown-(function|task|system)|no function named|unknown (task|system)",
        "A function or task is called that is not defined.",
        "Use an operator or a system function that exists, such as $clog2 or $signed, or define the function.",
    ),
    ErrorClass(
        "unknown module",
        r"^unknown-module",
        "A module is instantiated that no file defines; its name may be misspelled.",
        "Instantiate only modules that exist; write small ones out instead.",
    ),
    ErrorClass(
        "connections of an instance",
        r"^(port-does-not-exist|duplicate-port|too-many-port|param-does-not-exist|parameter-(not|does-not)|port-width)"
        r"|is not a port of|wrong number of ports",
        "An instance names a port or parameter that its module does not have, or names one twice.",
        "Connect each port once, by the names in that module's header: `.name(signal)`; parameters go in `#(.W(8))`.",
    ),
    ErrorClass(
        "port list and declarations",
        r"^(missing-port-io|port-not-declared|unused-port-decl|port-decl-in)|no direction|not in the port list"
        r"|is not a port\b",
        "The names in the header and the declarations of ports do not fit together.",
        "Declare every port once with its direction, best in the header: `module m(input a, output [3:0] q);`.",
    ),
    ErrorClass(
        "declared twice",
        r"^(redefinition|duplicate)|already (been )?declared|already has",
        "One name is declared twice in the same module.",
        "Keep one declaration: `output reg q` needs no second `reg q;`. Two things need two names.",
    ),
    ErrorClass(
        "nameless instance",
        r"^instance-name",
        "An instance has no name.",
        "Write the module's name, then one for the instance: `adder u1 (.a(a));`.",
    ),
    ErrorClass(
        "procedural statement outside of a block",
        r"^(not-allowed|const-eval|not-constant|statement-not)|a reference to a (wire|net|variable)|bind parameter",
        "Between the blocks of a module, if, case and for take constants only and nothing can be assigned by = or <=.",
        "Put what is chosen at run time under `always @(*)` or `always @(posedge clk)`; use localparam for constants.",
    ),
    ErrorClass(
        "assignment as a condition",
        r"^assignment-requires",
        "An assignment stands where a value is expected.",
        "Compare with ==, and write statements of their own for assignments.",
    ),
    ErrorClass(
        "literals",
        r"digit|literal|^vector-|exponent|numeric constant",
        "A number is written in a form that Verilog does not have, or with digits its base does not have.",
        "Write size'base digits: 8'hFF, 4'b1010, 10'd512; the base is b, o, d or h.",
    ),
    ErrorClass(
        "ranges and indexes",
        r"^(index-oob|range-|out-of-|packed-dims|part-select)|out of (range|order)|dimension",
        "An index lies outside of what is declared, or a range is written the wrong way round.",
        "Ranges go from high to low as declared: [7:0]; a part of varying place is `v[i +: 4]`.",
    ),
    ErrorClass(
        "indexing",
        r"^(cannot-index|scalar-select|array-index)|part of (a )?scalar|array index",
        "A single bit is indexed, or a whole memory is used where one word is meant.",
        "Declare a vector `reg [7:0] v` to index it; read or write one word of a memory at a time: `mem[addr]`.",
    ),
    ErrorClass(
        "macros and includes",
        r"^(unknown-directive|undefined-macro|include-|macro-|missing-endif|unbalanced|unexpected-conditional"
        r"|too-few-arg|not-enough-macro|too-many-arg|expected-macro)|include file",
        "A `macro or a file is used that is not defined here, or `ifdef and `endif do not pair.",
        "Use a parameter or localparam instead of the macro, define it above, or leave the include out.",
    ),
    ErrorClass(
        "types",
        r"^(explicit-cast|not-atype|unknown-type|implicit-not-allowed)|explicit cast",
        "A word stands where a type is expected, or a value of another type is assigned.",
        "Declare with wire, reg, logic or integer, a comma between names: `reg [1:0] a, b;`; convert enums explicitly.",
    ),
    ErrorClass(
        "block without a trigger",
        r"^no-(delay|sensitivities)|sensitivit|does not have any delay",
        "An always block has nothing to wait for and would run for ever.",
        "Give it `@(*)` for logic or `@(posedge clk)` for registers.",
    ),
    ErrorClass(
        "misspelled keyword",
        r"^(typo-keyword|reg-after|keyword)",
        "A keyword is misspelled or used as a name.",
        "Write always, begin, assign, posedge in full; names like case, reg or end must be changed everywhere.",
    ),
    ErrorClass(
        "unclosed string or comment",
        r"^(unterminated-|expected-closing-quote)|quote",
        "A string or comment is opened and not closed.",
        "Close the string on its own line with \"; close /* with */.",
    ),
    ErrorClass(
        "blocks that do not pair",
        r"expected '(end|join)|^unexpected-end-delim: unexpected '(end|join)|^(expected-member|expected-statement)",
        "begin, case, function, generate and module must pair with end, endcase, endfunction, endgenerate, endmodule.",
        "Close every block where its indentation ends, and remove an end that closes nothing; no `;` after endmodule.",
    ),
    ErrorClass(
        "brackets that do not pair",
        r"expected '[)\]}]'|unexpected '[)\]}]'",
        "A bracket is opened and not closed, or closed twice.",
        "Count ( ), [ ] and { } of the statement; a replication is {4{x}}, inside a concatenation {a, {4{x}}}.",
    ),
    ErrorClass(
        "missing semicolon or comma",
        r"expected '[;,]'|superfluous|trailing|^empty-|mixing-ordered",
        "A statement lacks its `;`, or a list has a comma too few or too many; the line before may be the broken one.",
        "Statements end with `;`, the header with `);`; lists have commas between their items and none at the end.",
    ),
    ErrorClass(
        "syntax",
        SYNTAX + r"|syntax|malformed|expected",
        "The compiler lost its way; the mistake stands at the place named or just before it.",
        "Look for a missing ;, comma, bracket, begin or operator, a word of C or VHDL, or text that is no Verilog.",
    ),
)  # fmt: skip
