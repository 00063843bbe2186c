/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.engine;

import com.oracle.js.parser.ErrorManager;
import com.oracle.js.parser.Parser;
import com.oracle.js.parser.ParserException;
import com.oracle.js.parser.ScriptEnvironment;
import com.oracle.js.parser.ScriptEnvironment.FunctionStatementBehavior;
import com.oracle.js.parser.Source;
import com.oracle.js.parser.ir.ExpressionStatement;
import com.oracle.js.parser.ir.FunctionNode;
import com.oracle.js.parser.ir.Statement;
import com.oracle.js.parser.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** {@link CellParser} over the parser inside GraalJS. */
public final class GraalCellParser implements CellParser {
    private static final String PREFIX = "(async function () {";
    private static final int ES_2025 = 16;

    private final ScriptEnvironment environment = ScriptEnvironment.builder()
            .ecmaScriptVersion(ES_2025)
            .allowBigInt(true)
            .classFields(true)
            .privateFieldsIn(true)
            .topLevelAwait(true)
            .annexB(true)
            .functionStatementBehavior(FunctionStatementBehavior.ACCEPT)
            .build();

    @Override
    public ParsedCell parse(String code) {
        var text = PREFIX + code + "\n})";
        try {
            var source = Source.sourceFor("cell", text);
            var program = new Parser(environment, source, new ErrorManager.ThrowErrorManager()).parse();
            var cell = onlyFunction(program, text);
            return new ParsedCell(bindings(cell), lastExpression(cell, text), cell.isStrict());
        } catch (ParserException e) {
            throw syntaxError(e, code);
        } catch (StackOverflowError e) {
            throw new CellSyntaxException("SyntaxError", "the code is nested too deeply", 0);
        }
    }

    /** A text with a stray brace could close the wrapper and open another. */
    private static FunctionNode onlyFunction(FunctionNode program, String text) {
        var statements = program.getBody().getStatements();
        if (statements.size() == 1
                && statements.getFirst() instanceof ExpressionStatement only
                && only.getExpression() instanceof FunctionNode cell
                && cell.getFinish() >= text.length() - 1) {
            return cell;
        }
        throw new CellSyntaxException("SyntaxError", "a closing brace too many", 0);
    }

    private static List<String> bindings(FunctionNode cell) {
        var names = new ArrayList<String>();
        for (Symbol symbol : cell.getBody().getScope().getSymbols()) {
            if (!symbol.isArguments()
                    && !symbol.isInternal()
                    && !symbol.isThis()
                    && !symbol.isNewTarget()
                    && (symbol.isVar() || symbol.isBlockScoped())) {
                names.add(symbol.getName());
            }
        }
        return names;
    }

    private static OptionalInt lastExpression(FunctionNode cell, String text) {
        Statement last = null;
        for (var statement : cell.getBody().getStatements()) {
            if (last == null || statement.getStart() >= last.getStart()) {
                last = statement;
            }
        }
        if (!(last instanceof ExpressionStatement)) {
            return OptionalInt.empty();
        }
        // The token of a string or template begins behind its quote.
        int start = last.getStart();
        boolean quoted = "'\"`".indexOf(text.charAt(start - 1)) >= 0;
        return OptionalInt.of(start - (quoted ? 1 : 0) - PREFIX.length());
    }

    private static CellSyntaxException syntaxError(ParserException e, String code) {
        if (e.getPosition() >= PREFIX.length() + code.length()) {
            return new CellSyntaxException("SyntaxError", "the code ends too early: something is not closed", 0);
        }
        var lines = code.split("\n", -1);
        int line = Math.clamp(e.getLineNumber(), 1, lines.length);
        int column = e.getColumnNumber() - (e.getLineNumber() == 1 ? PREFIX.length() : 0);
        var shown = lines[line - 1];
        int caret = Math.clamp(column, 0, shown.length());
        var message = firstLine(e.getRawMessage()) + " (line " + line + ")\n" + shown + "\n" + " ".repeat(caret) + "^";
        var type = e.getErrorType();
        return new CellSyntaxException(type == null ? "SyntaxError" : type.name(), message, line);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
