/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.sandbox.variables;

import com.oracle.js.parser.ErrorManager;
import com.oracle.js.parser.Parser;
import com.oracle.js.parser.ScriptEnvironment;
import com.oracle.js.parser.ScriptEnvironment.FunctionStatementBehavior;
import com.oracle.js.parser.Source;
import com.oracle.js.parser.ir.ClassElement;
import com.oracle.js.parser.ir.ClassNode;
import com.oracle.js.parser.ir.FunctionNode;
import com.oracle.js.parser.ir.IdentNode;
import com.oracle.js.parser.ir.LexicalContext;
import com.oracle.js.parser.ir.LexicalContextScope;
import com.oracle.js.parser.ir.LiteralNode;
import com.oracle.js.parser.ir.Node;
import com.oracle.js.parser.ir.PropertyNode;
import com.oracle.js.parser.ir.Scope;
import com.oracle.js.parser.ir.visitor.NodeVisitor;
import dev.dormouse.sandbox.variables.Snapshot.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the functions and classes of one unit refer to, by the engine's own parser: names of the unit's top level, which
 * can be restored, and locals of an enclosing function, which can't.
 */
final class UnitScopes {
    private final List<Code> codes = new ArrayList<>();
    private final Set<String> constants = new HashSet<>();

    private final String text;

    private UnitScopes(String text) {
        this.text = text;
    }

    /** @param text as evaluated: an arrow function around the function whose scope is the unit's top level */
    static UnitScopes of(String text) {
        var environment = ScriptEnvironment.builder()
                .ecmaScriptVersion(16)
                .allowBigInt(true)
                .classFields(true)
                .privateFieldsIn(true)
                .annexB(true)
                .functionStatementBehavior(FunctionStatementBehavior.ACCEPT)
                .build();
        var program = new Parser(environment, Source.sourceFor("unit", text), new ErrorManager.ThrowErrorManager());
        var scopes = new UnitScopes(text);
        program.parse().accept(scopes.new Visitor());
        return scopes;
    }

    boolean constant(String binding) {
        return constants.contains(binding);
    }

    /** The function or class at that place; the parser counts parentheses around it as its own, and a class that has no constructor gets one of the same extent. */
    Optional<Code> at(int start, int end) {
        return codes.stream()
                .filter(code -> code.start <= start && end <= code.end)
                .filter(code -> only("(", code.start, start) && only(")", end, code.end))
                .min(Comparator.comparing((Code code) -> code.form != Form.CLASS)
                        .thenComparing(code -> code.end - code.start));
    }

    private boolean only(String parenthesis, int from, int to) {
        return text.substring(from, to).replace(parenthesis, "").isBlank();
    }

    /** A function or class of the unit. */
    static final class Code {
        final Form form;
        final boolean strict;
        /** A method, accessor or constructor of a class: it comes with the class. */
        final boolean member;
        /** Names of the unit's top level that it refers to. */
        final Set<String> bindings = new HashSet<>();

        private final int start;
        private final int end;
        private final int scopesOutside;
        private final boolean arrow;
        private final Set<String> locals = new HashSet<>();
        private final Set<String> problems = new HashSet<>();
        private boolean privateNames;

        private Code(Node node, Form form, boolean member, int scopesOutside) {
            this.form = form;
            this.member = member;
            this.scopesOutside = scopesOutside;
            start = node.getStart();
            end = node.getFinish();
            arrow = node instanceof FunctionNode function && function.isArrow();
            strict = !(node instanceof FunctionNode function) || function.isStrict();
        }

        /** Instances have fields that nothing outside the class can read. */
        boolean privateNames() {
            return privateNames;
        }

        /** Why its text alone doesn't make it again. */
        Optional<String> problem() {
            if (!locals.isEmpty()) {
                return Optional.of("a function over the local "
                        + String.join(", ", locals.stream().sorted().toList())
                        + " of an enclosing function or block; keep the data in a variable instead");
            }
            return problems.stream().sorted().findFirst();
        }
    }

    private record Opened(LexicalContextScope node, Scope scope) {}

    private final class Visitor extends NodeVisitor<LexicalContext> {
        private static final int TOP_FUNCTION = 2;

        private final List<Opened> scopes = new ArrayList<>();
        private final List<Code> enclosing = new ArrayList<>();
        private final List<Node> parents = new ArrayList<>();
        private int top = -1;

        Visitor() {
            super(new LexicalContext());
        }

        @Override
        protected boolean enterDefault(Node node) {
            if (node instanceof FunctionNode function && !function.isProgram()) {
                enter(new Code(node, form(function), member(function), scopes.size()));
                functionProblems(function, enclosing.getLast());
            } else if (node instanceof ClassNode) {
                enter(new Code(node, Form.CLASS, false, scopes.size()));
            } else if (node instanceof ClassElement element) {
                classProblems(element, enclosing.getLast());
            } else if (node instanceof IdentNode name && !name.isPropertyName()) {
                refer(name);
            }
            if (node instanceof LexicalContextScope opened && opened.getScope() != null) {
                open(opened);
            }
            parents.add(node);
            return true;
        }

        @Override
        protected Node leaveDefault(Node node) {
            parents.removeLast();
            if (node instanceof LexicalContextScope opened && opened.getScope() != null) {
                scopes.removeLast();
            }
            if (node instanceof FunctionNode function && !function.isProgram() || node instanceof ClassNode) {
                enclosing.removeLast();
            }
            return node;
        }

        private void enter(Code code) {
            codes.add(code);
            enclosing.add(code);
        }

        private void open(LexicalContextScope node) {
            scopes.add(new Opened(node, node.getScope()));
            if (top < 0 && enclosing.size() == TOP_FUNCTION) {
                top = scopes.size() - 1;
                node.getScope().getSymbols().forEach(symbol -> {
                    if (symbol.isConst()) {
                        constants.add(symbol.getName());
                    }
                });
            }
            if (node instanceof ClassNode && node.getScope().hasPrivateNames()) {
                enclosing.getLast().privateNames = true;
            }
        }

        private void refer(IdentNode ident) {
            var name = ident.getName();
            if (ident.isThis() || ident.isNewTarget() || ident.isSuper() || ident.isArguments()) {
                lexical(name);
                return;
            }
            for (int depth = scopes.size() - 1; depth >= top && depth >= 0; depth--) {
                if (declares(scopes.get(depth).scope, name)) {
                    refer(name, depth);
                    return;
                }
            }
        }

        private static boolean declares(Scope scope, String name) {
            var symbol = scope.getExistingSymbol(name);
            return symbol != null && !symbol.isVarRedeclaredHere();
        }

        private void refer(String name, int depth) {
            for (var code : enclosing) {
                if (code.scopesOutside > depth) {
                    (depth == top ? code.bindings : code.locals).add(name);
                }
            }
        }

        /** {@code this} and its like belong to the nearest function that is no arrow. */
        private void lexical(String name) {
            for (int i = enclosing.size() - 1; i >= TOP_FUNCTION && enclosing.get(i).arrow; i--) {
                boolean atTop = i == TOP_FUNCTION || outermost(i);
                if (!(atTop && name.equals("this"))) {
                    enclosing.get(i).locals.add(name);
                }
            }
        }

        /** All functions between it and the unit's top level are arrows too. */
        private boolean outermost(int i) {
            return enclosing.subList(TOP_FUNCTION, i).stream().allMatch(code -> code.arrow);
        }

        private void functionProblems(FunctionNode function, Code code) {
            if (function.hasEval() && enclosing.size() > TOP_FUNCTION) {
                code.problems.add("a function that calls eval");
            }
            boolean named = code.form != Form.EXPRESSION && !parents.isEmpty();
            if (named && !code.member && parents.getLast() instanceof PropertyNode property && property.isComputed()) {
                code.problems.add("a method with a computed name, which would run again");
            }
            if (function.usesSuper() && !code.member) {
                code.problems.add("a method that uses super outside of a class");
            }
        }

        private void classProblems(ClassElement element, Code code) {
            if (element.isClassStaticBlock()) {
                code.problems.add("a class with a static block, which would run again");
            } else if (element.isComputed()) {
                code.problems.add("a class with a computed member name, which would run again");
            } else if (element.isStatic() && element.isClassField() && !literal(element)) {
                code.problems.add("a class whose static field is not a plain literal, which would run again");
            } else if (element.isStatic() && element.isPrivate()) {
                code.problems.add("a class with a private static member");
            }
        }

        private static boolean literal(ClassElement element) {
            var value = element.getValue();
            return value == null
                    || value instanceof LiteralNode<?>
                    || value instanceof FunctionNode function
                            && function.getBody().getStatements().stream().allMatch(UnitScopes::returnsLiteral);
        }

        private boolean member(FunctionNode function) {
            return !parents.isEmpty()
                    && (parents.getLast() instanceof ClassElement || parents.getLast() instanceof ClassNode)
                    && !function.isClassFieldInitializer();
        }

        private static Form form(FunctionNode function) {
            if (function.isGetter()) {
                return Form.GETTER;
            }
            if (function.isSetter()) {
                return Form.SETTER;
            }
            return function.isMethod() ? Form.METHOD : Form.EXPRESSION;
        }
    }

    private static boolean returnsLiteral(Node statement) {
        return statement instanceof com.oracle.js.parser.ir.ReturnNode returned
                && returned.getExpression() instanceof LiteralNode<?> literal
                && !(literal instanceof LiteralNode.ArrayLiteralNode);
    }
}
