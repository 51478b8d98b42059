// Checks a published log and receipts with the code of Go's module checksum database (golang.org/x/mod/sumdb), which
// the writers of the log had no hand in. Usage: verify FOLDER LOGKEY QUORUM WITNESSKEY... ; the folder holds the log and
// receipts/N.tlog-proof with receipts/N.leaf. Prints "ok" and exits 0, or says what is wrong and exits 1.
// With "-changed LEAF-IN-BASE64" for FOLDER it reads receipts from standard input, one a line in base64, and prints
// which lines (from 0) it believed and how many it read.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosigner is a witness key of type 4; x/mod knows type 1 only.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }
func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(c.key, []byte(signed), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	name, rest, _ := strings.Cut(vkey, "+")
	id, b64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(key) != 33 || key[0] != 4 {
		return nil, errors.New("not a cosigner key")
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != id {
		return nil, errors.New("key id does not fit")
	}
	return &cosigner{name, hash, key[1:]}, nil
}

type head struct {
	size int64
	root tlog.Hash
}

// openHead checks log and quorum; x/mod's note.Open already refuses a false signature by a known key.
func openHead(msg []byte, log note.Verifier, quorum int, witnesses []note.Verifier) (head, error) {
	opened, err := note.Open(msg, note.VerifierList(append(witnesses, log)...))
	if err != nil {
		return head{}, err
	}
	signed := map[string]bool{}
	for _, sig := range opened.Sigs {
		signed[sig.Name] = true
	}
	if !signed[log.Name()] || len(signed) < 1+quorum {
		return head{}, errors.New("too few signatures")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 || lines[0] != log.Name() {
		return head{}, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return head{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return head{size, root}, err
}

// tiles reads the log's folder in x/mod's own shape: its path says "tile/8/", C2SP's leaves the height out.
type tiles struct{ root string }

func (t tiles) Height() int                         { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range list {
		data, err := os.ReadFile(filepath.Join(t.root, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func entries(root string, size int64) ([][]byte, error) {
	var all [][]byte
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: -1, N: first / 256, W: int(min(256, size-first))}
		path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return nil, err
		}
		held := 0
		for ; len(data) >= 2; held++ {
			end := 2 + int(binary.BigEndian.Uint16(data))
			if end > len(data) {
				return nil, fmt.Errorf("%s is cut", path)
			}
			all = append(all, data[2:end])
			data = data[end:]
		}
		if len(data) != 0 || held != tile.W {
			return nil, fmt.Errorf("%s does not hold %d entries", path, tile.W)
		}
	}
	return all, nil
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

func checkLog(root string, h head) ([][]byte, error) {
	all, err := entries(root, h.size)
	if err != nil {
		return nil, err
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for at, index := range indexes {
			found[at] = stored[index]
		}
		return found, nil
	})
	for at, entry := range all {
		more, err := tlog.StoredHashes(int64(at), entry, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	root2, err := tlog.TreeHash(h.size, reader)
	if err != nil || root2 != h.root {
		return nil, fmt.Errorf("entries do not give the signed root (%v)", err)
	}
	// Every tile is the one x/mod would have written.
	for _, tile := range tlog.NewTiles(8, 0, h.size) {
		// It names each width a tile had on the way; a log keeps the last.
		if int64(tile.W) != min(256, h.size>>uint(8*tile.L)-tile.N*256) {
			continue
		}
		made, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return nil, err
		}
		data, err := tiles{root}.ReadTiles([]tlog.Tile{tile})
		if err != nil || !bytes.Equal(made, data[0]) {
			return nil, fmt.Errorf("%s is not what its entries give (%v)", tile.Path(), err)
		}
	}
	// And proofs made from the published tiles hold.
	fromTiles := tlog.TileHashReader(tlog.Tree{N: h.size, Hash: h.root}, tiles{root})
	for at := int64(0); at < h.size; at += 997 {
		proof, err := tlog.ProveRecord(h.size, at, fromTiles)
		if err != nil {
			return nil, err
		}
		if err := tlog.CheckRecord(proof, h.size, h.root, at, tlog.RecordHash(all[at])); err != nil {
			return nil, fmt.Errorf("entry %d: %w", at, err)
		}
	}
	return all, nil
}

func checkReceipt(data, leaf []byte, open func([]byte) (head, error)) error {
	top, signed, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(top, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a receipt")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	h, err := open([]byte(signed))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, h.size, h.root, index, tlog.RecordHash(leaf))
}

type opener func([]byte) (head, error)

func newOpener(logKey string, quorum int, witnessKeys []string) (opener, error) {
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return nil, err
	}
	var witnesses []note.Verifier
	for _, vkey := range witnessKeys {
		witness, err := newCosigner(vkey)
		if err != nil {
			return nil, err
		}
		witnesses = append(witnesses, witness)
	}
	return func(msg []byte) (head, error) { return openHead(msg, log, quorum, witnesses) }, nil
}

func believed(leaf []byte, open opener) error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	read := 0
	for ; lines.Scan(); read++ {
		data, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			return err
		}
		if checkReceipt(data, leaf, open) == nil {
			fmt.Println(read)
		}
	}
	fmt.Println("read", read)
	return lines.Err()
}

func check(root string, open opener) error {
	msg, err := os.ReadFile(filepath.Join(root, "checkpoint"))
	if err != nil {
		return err
	}
	h, err := open(msg)
	if err != nil {
		return err
	}
	if _, err := checkLog(root, h); err != nil {
		return err
	}
	receipts, _ := filepath.Glob(filepath.Join(root, "receipts", "*.tlog-proof"))
	if len(receipts) == 0 {
		return errors.New("no receipts")
	}
	for _, path := range receipts {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		leaf, err := os.ReadFile(strings.TrimSuffix(path, ".tlog-proof") + ".leaf")
		if err != nil {
			return err
		}
		if err := checkReceipt(data, leaf, open); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	return nil
}

func main() {
	args, leaf := os.Args[1:], []byte(nil)
	var err error
	if args[0] == "-changed" {
		leaf, err = base64.StdEncoding.DecodeString(args[1])
		args = args[1:]
	}
	quorum := 0
	if err == nil {
		quorum, err = strconv.Atoi(args[2])
	}
	var open opener
	if err == nil {
		open, err = newOpener(args[1], quorum, args[3:])
	}
	if err == nil && leaf != nil {
		err = believed(leaf, open)
	} else if err == nil {
		err = check(args[0], open)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if leaf == nil {
		fmt.Println("ok")
	}
}
