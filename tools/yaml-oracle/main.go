// Command yaml-oracle reads a stream of YAML documents and prints each as one line of JSON, as Kubernetes itself understands it.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
)

// separates follows the document reader of k8s.io/apimachinery, which looks at lines and not at YAML tokens.
func separates(line string) (bool, error) {
	rest, found := strings.CutPrefix(line, "---")
	rest = strings.TrimSpace(rest)
	if found && rest != "" && !strings.HasPrefix(rest, "#") {
		return false, fmt.Errorf("invalid document separator: ---%s", rest)
	}
	return found, nil
}

func documents(stream []byte) ([][]byte, error) {
	var all [][]byte
	var current bytes.Buffer
	for _, line := range strings.SplitAfter(string(stream), "\n") {
		separator, err := separates(line)
		if err != nil {
			return nil, err
		}
		if separator {
			all = append(all, bytes.Clone(current.Bytes()))
			current.Reset()
			continue
		}
		current.WriteString(line)
	}
	return append(all, current.Bytes()), nil
}

func run(in io.Reader, out io.Writer) error {
	stream, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	all, err := documents(stream)
	if err != nil {
		return err
	}
	lines := bufio.NewWriter(out)
	for index, document := range all {
		json, err := yaml.YAMLToJSONStrict(document)
		if err != nil {
			return fmt.Errorf("document %d: %w", index+1, err)
		}
		// kubectl skips empty documents, such as the one before a leading separator.
		if string(json) == "null" {
			continue
		}
		fmt.Fprintf(lines, "%s\n", json)
	}
	return lines.Flush()
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "yaml-oracle:", err)
		os.Exit(1)
	}
}
