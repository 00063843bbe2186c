/** A mail server that keeps what it received and can be asked for it. Imports neither Dormouse nor {@code books}. */
@NullMarked
package dev.dormouse.samples.mail;

import org.jspecify.annotations.NullMarked;
