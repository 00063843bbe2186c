/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * For tests and demos: {@code /admin/log} answers with the interaction log, {@code /admin/received} with every tool
 * call that came in, done or not.
 */
final class AdminServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = new JsonMapper();

    private final transient Ledger ledger;

    AdminServlet(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getPathInfo()) {
            case "/log" -> write(response, ledger.interactions());
            case "/received" -> write(response, ledger.receivedCalls());
            case null, default -> response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void write(HttpServletResponse response, List<?> rows) throws IOException {
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        JSON.writeValue(response.getWriter(), rows);
    }
}
