// box: pause process and test client/server for hand-made images; one static file.
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
	a := os.Args
	if filepath.Base(a[0]) == "box" && len(a) > 1 {
		a = a[1:]
	}
	switch filepath.Base(a[0]) {
	case "pause": // also reaps, for shareProcessNamespace
		c := make(chan os.Signal, 16)
		signal.Notify(c, syscall.SIGTERM, syscall.SIGINT, syscall.SIGCHLD)
		for s := range c {
			if s != syscall.SIGCHLD {
				return
			}
			for {
				if p, _ := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); p <= 0 {
					break
				}
			}
		}
	case "fwd": // fwd ADDR FILE CMD...: listen here, write the address to FILE, put the listener on fd 3, become CMD
		l, err := net.Listen("tcp4", a[1])
		check(err)
		check(os.WriteFile(a[2], []byte(l.Addr().String()), 0o644))
		f, err := l.(*net.TCPListener).File()
		check(err)
		check(syscall.Dup3(int(f.Fd()), 3, 0))
		p, err := exec.LookPath(a[3])
		check(err)
		check(syscall.Exec(p, a[3:], os.Environ()))
	case "relay": // relay ADDR: accept on fd 3 (of another netns), dial ADDR in this one
		l, err := net.FileListener(os.NewFile(3, "l"))
		check(err)
		for {
			c, err := l.Accept()
			check(err)
			go func() {
				defer c.Close()
				d, err := net.Dial("tcp", a[1])
				if err != nil {
					return
				}
				defer d.Close()
				go func() { io.Copy(d, c); d.(*net.TCPConn).CloseWrite() }()
				io.Copy(c, d)
			}()
		}
	case "serve": // serve ADDR TEXT
		check(http.ListenAndServe(a[1], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s from %s\n", strings.Join(a[2:], " "), r.RemoteAddr)
		})))
	case "get": // get URL [seconds]
		t := 3
		if len(a) > 2 {
			t, _ = strconv.Atoi(a[2])
		}
		start := time.Now()
		tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
		r, err := (&http.Client{Transport: tr, Timeout: time.Duration(t) * time.Second}).Get(a[1])
		if err != nil {
			fmt.Printf("FAIL %v after %v\n", err, time.Since(start).Round(time.Millisecond))
			os.Exit(1)
		}
		io.Copy(os.Stdout, r.Body)
		if r.StatusCode != 200 {
			os.Exit(1)
		}
	default:
		fmt.Println("box: pause | fwd | relay | serve | get")
		os.Exit(2)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
