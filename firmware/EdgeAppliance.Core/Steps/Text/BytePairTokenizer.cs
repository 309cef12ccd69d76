using System.Text;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Byte-level byte-pair encoding: 1 cuts a text into words; 2 takes a word's bytes by themselves; 3 joins neighbours, of all pairs that can be joined
/// always the earliest of the merges, and of equals the first. Every text has numbers: nothing is unknown.</summary>
internal sealed class BytePairTokenizer(BytePairModel model) : TextTokenizer
{
    /// <summary>Room for a word of so many bytes and a text of so many characters is kept for the next; what a longer one took is given back after it.</summary>
    private const int KeptMax = 4096;

    private readonly PriorityQueue<int, long> _pairs = new();
    private byte[] _bytes = [];
    private char[] _spaced = [];

    // The parts of a word, each in the place of its first byte: its number, or -1 where it is joined to one before it, and where its neighbours are.
    private int[] _numbers = [];
    private int[] _before = [];
    private int[] _behind = [];

    /// <summary>Of memory that it keeps from text to text.</summary>
    public int BytesKept => _bytes.Length + sizeof(char) * _spaced.Length + 3 * sizeof(int) * _numbers.Length + (sizeof(int) + sizeof(long)) * _pairs.EnsureCapacity(0);

    public override int Encode(ReadOnlySpan<char> text, Span<int> numbers)
    {
        if (model.AddsSpace && !text.IsEmpty && text[0] != ' ') text = Spaced(text);
        int count = 0;
        while (!text.IsEmpty && count < numbers.Length)
        {
            int length = ByteLevelWords.First(text); // 1
            Encode(text[..length], numbers, ref count);
            text = text[length..];
        }
        GiveBack();
        return count;
    }

    private void Encode(ReadOnlySpan<char> word, Span<int> numbers, ref int count)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(word.Length));
        int length = Encoding.UTF8.GetBytes(word, _bytes);
        for (int i = 0; i < length; i++) (_numbers[i], _before[i], _behind[i]) = (model.Bytes[_bytes[i]], i - 1, i + 1); // 2
        Join(length); // 3
        for (int i = 0; i < length && count < numbers.Length; i = _behind[i]) numbers[count++] = _numbers[i];
    }

    private void Join(int length)
    {
        _pairs.Clear();
        for (int i = 0; i + 1 < length; i++) Offer(i, length);
        while (_pairs.TryDequeue(out int at, out long order))
        {
            int next = _behind[at];
            // The pair may have been joined to something else meanwhile.
            if (_numbers[at] < 0 || next >= length || !TryFind(at, next, out var merge) || merge.Rank != (int)(order >> 32)) continue;
            _numbers[at] = merge.Into;
            _numbers[next] = -1;
            _behind[at] = _behind[next];
            if (_behind[at] < length) _before[_behind[at]] = at;
            Offer(at, length);
            if (_before[at] >= 0) Offer(_before[at], length);
        }
    }

    private void Offer(int at, int length)
    {
        if (_behind[at] < length && TryFind(at, _behind[at], out var merge)) _pairs.Enqueue(at, BytePairModel.Pair(merge.Rank, at));
    }

    private bool TryFind(int at, int next, out BytePairMerge merge) => model.Merges.TryGetValue(BytePairModel.Pair(_numbers[at], _numbers[next]), out merge);

    private ReadOnlySpan<char> Spaced(ReadOnlySpan<char> text)
    {
        if (_spaced.Length <= text.Length) _spaced = new char[RoomFor(text.Length + 1)];
        _spaced[0] = ' ';
        text.CopyTo(_spaced.AsSpan(1));
        return _spaced.AsSpan(0, text.Length + 1);
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length >= bytes) return;
        bytes = RoomFor(bytes);
        (_bytes, _numbers, _before, _behind) = (new byte[bytes], new int[bytes], new int[bytes], new int[bytes]);
    }

    // What is kept has room for somewhat more, so that texts that grow slowly are not each the longest yet.
    private static int RoomFor(int count) => count > KeptMax ? count : Math.Min(2 * count, KeptMax);

    private void GiveBack()
    {
        if (_spaced.Length > KeptMax) _spaced = [];
        if (_bytes.Length > KeptMax) (_bytes, _numbers, _before, _behind) = ([], [], [], []);
        if (_pairs.EnsureCapacity(0) <= 2 * KeptMax) return;
        _pairs.Clear();
        _pairs.TrimExcess();
    }
}
