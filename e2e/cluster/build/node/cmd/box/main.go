// box is one static file for hand-made images and the node's plumbing: the pause process of each pod, the way from the
// machine's loopback to the node's API, a small HTTP server and client for tests.
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	args := os.Args
	if filepath.Base(args[0]) == "box" && len(args) > 1 {
		args = args[1:]
	}
	name := filepath.Base(args[0])
	switch {
	case name == "pause":
		pause()
	case name == "fwd" && len(args) > 3:
		forward(args[1], args[2], args[3:])
	case name == "relay" && len(args) == 2:
		relay(args[1])
	case name == "serve" && len(args) > 2:
		serve(args[1], strings.Join(args[2:], " "))
	case name == "get" && len(args) > 1:
		get(args[1], args[2:])
	default:
		fmt.Println("box: pause | fwd ADDRESS FILE COMMAND... | relay ADDRESS | serve ADDRESS TEXT... | get URL [SECONDS]")
		os.Exit(2)
	}
}

// pause waits for its end. It also reaps, for pods that share their process namespace.
func pause() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)
	for s := range signals {
		if s != syscall.SIGCHLD {
			return
		}
		for {
			if pid, _ := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 {
				break
			}
		}
	}
}

// forward listens, writes the address to a file, puts the listener on fd 3 and becomes the command.
func forward(address, file string, command []string) {
	listener, err := net.Listen("tcp4", address)
	check(err)
	check(os.WriteFile(file, []byte(listener.Addr().String()), 0o644))
	socket, err := listener.(*net.TCPListener).File()
	check(err)
	check(syscall.Dup3(int(socket.Fd()), 3, 0))
	path, err := exec.LookPath(command[0])
	check(err)
	check(syscall.Exec(path, command, os.Environ()))
}

// relay accepts on fd 3, which listens in another network namespace, and dials the address in this one.
func relay(address string) {
	listener, err := net.FileListener(os.NewFile(3, "listener"))
	check(err)
	for {
		from, err := listener.Accept()
		check(err)
		go connect(from, address)
	}
}

func connect(from net.Conn, address string) {
	defer from.Close()
	to, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer to.Close()
	go func() {
		io.Copy(to, from)
		to.(*net.TCPConn).CloseWrite()
	}()
	io.Copy(from, to)
}

func serve(address, text string) {
	check(http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s from %s\n", text, r.RemoteAddr)
	})))
}

// get prints what it gets, or a line that begins with FAIL.
func get(url string, rest []string) {
	seconds := 3
	if len(rest) > 0 {
		seconds, _ = strconv.Atoi(rest[0])
	}
	start := time.Now()
	client := &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}},
		Timeout:   time.Duration(seconds) * time.Second,
	}
	response, err := client.Get(url)
	if err != nil {
		fmt.Printf("FAIL %v after %v\n", err, time.Since(start).Round(time.Millisecond))
		os.Exit(1)
	}
	io.Copy(os.Stdout, response.Body)
	if response.StatusCode != http.StatusOK {
		os.Exit(1)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
