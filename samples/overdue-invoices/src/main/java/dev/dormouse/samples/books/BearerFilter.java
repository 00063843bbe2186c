/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.samples.books;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Nothing behind this door without the token; the answer says what kind of token is wanted, never which. */
final class BearerFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final String expected;

    BearerFilter(String token) {
        expected = "Bearer " + token;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var given = request.getHeader("Authorization");
        if (given != null && MessageDigest.isEqual(utf8(given), utf8(expected))) {
            chain.doFilter(request, response);
        } else {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"books\"");
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
