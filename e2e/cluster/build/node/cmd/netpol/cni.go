package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// registration is what the CNI plugin tells the daemon of a pod.
type registration struct{ Command, ContainerID, Namespace, Name, IP string }

type request struct {
	CNIVersion string          `json:"cniVersion"`
	PrevResult json.RawMessage `json:"prevResult"`
}

// cni is the chained plugin: it passes the previous result on, after the daemon has the rules in place.
func cni() {
	in, _ := io.ReadAll(os.Stdin)
	var conf request
	json.Unmarshal(in, &conf)
	switch os.Getenv("CNI_COMMAND") {
	case "VERSION":
		fmt.Print(`{"cniVersion":"1.0.0","supportedVersions":["0.3.1","0.4.0","1.0.0"]}`)
	case "ADD":
		if reply := tell(registrationOf("ADD", conf)); reply != "ok" {
			fmt.Printf(`{"cniVersion":%q,"code":11,"msg":%q}`, conf.CNIVersion, "netpol: "+reply)
			os.Exit(1)
		}
		os.Stdout.Write(conf.PrevResult)
	case "DEL":
		tell(registrationOf("DEL", conf))
	}
}

func registrationOf(command string, conf request) registration {
	r := registration{Command: command, ContainerID: os.Getenv("CNI_CONTAINERID")}
	for _, argument := range strings.Split(os.Getenv("CNI_ARGS"), ";") {
		switch key, value, _ := strings.Cut(argument, "="); key {
		case "K8S_POD_NAMESPACE":
			r.Namespace = value
		case "K8S_POD_NAME":
			r.Name = value
		}
	}
	var result struct {
		IPs []struct{ Address string } `json:"ips"`
	}
	json.Unmarshal(conf.PrevResult, &result)
	if command == "ADD" && len(result.IPs) > 0 {
		r.IP, _, _ = strings.Cut(result.IPs[0].Address, "/")
	}
	return r
}

func tell(r registration) string {
	c, err := net.DialTimeout("unix", socket, 2*time.Second)
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	json.NewEncoder(c).Encode(r)
	answer, _ := io.ReadAll(c)
	return string(answer)
}
