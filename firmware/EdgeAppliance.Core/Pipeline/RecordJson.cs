using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Writes a reading as a JSON object of channel and number, shortest digits that read back the same. A value that is
/// missing, or that JSON has no number for, is left out. Where a channel has texts, the value's text stands in its place. Bytes that are to leave
/// stand last, in Base64.</summary>
internal sealed class RecordJson
{
    private const int NumberBytesMax = 32;

    private byte[] _text = new byte[512];
    private byte[][] _names = [];

    // For each channel what its values stand for, quotes and comma included; null where they are numbers.
    private byte[][]?[] _texts = [];

    // Each channel's last number and how it was written, comma included: many stay the same from one record to the next.
    private long[] _numbers = [];
    private byte[] _numberTexts = [];
    private byte[] _numberLengths = [];
    private ChannelSet? _channels;
    private string? _blobName;
    private byte[] _blobMember = [];
    private int _length;

    public ReadOnlySpan<byte> Write(ReadingBatch batch, int row) => Write([], batch, row);

    /// <param name="before">Members that stand first, each followed by a comma.</param>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> before, ReadingBatch batch, int row)
    {
        if (!ReferenceEquals(_channels, batch.Channels)) TakeNames(batch.Channels);
        _length = 0;
        Append("{"u8);
        Append(before);
        for (int c = 0; c < _names.Length; c++)
        {
            double value = batch.Get(row, c);
            if (!double.IsFinite(value)) continue;
            Append(_names[c]);
            if (_texts[c] is { } texts && value >= 0 && value < texts.Length && value == Math.Floor(value)) Append(texts[(int)value]);
            else Append(c, value);
        }
        if (batch.BlobName is { } name && batch.BlobAt(row) is { } blob) Append(name, blob.Bytes);
        if (_text[_length - 1] == ',') _length--;
        Append("}"u8);
        return _text.AsSpan(0, _length);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    private void Append(int channel, double value)
    {
        var text = _numberTexts.AsSpan(channel * NumberBytesMax, NumberBytesMax);
        long bits = BitConverter.DoubleToInt64Bits(value);
        if (_numbers[channel] != bits)
        {
            int written = ShortestDecimal.Write(value, text);
            text[written] = (byte)',';
            _numberLengths[channel] = (byte)(written + 1);
            _numbers[channel] = bits;
        }
        Append(text[.._numberLengths[channel]]);
    }

    // Bytes as RFC 4648 section 4 writes them.
    private void Append(string name, ReadOnlySpan<byte> bytes)
    {
        if (_blobName != name) (_blobName, _blobMember) = (name, Encoding.UTF8.GetBytes($"{Quoted(name)}:\""));
        Append(_blobMember);
        Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        Base64.EncodeToUtf8(bytes, _text.AsSpan(_length), out _, out int written);
        _length += written;
        Append("\","u8);
    }

    private void Reserve(int bytes)
    {
        if (_text.Length - _length < bytes) Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + bytes));
    }

    private void TakeNames(ChannelSet channels)
    {
        _names = new byte[channels.Count][];
        for (int c = 0; c < _names.Length; c++) _names[c] = Encoding.UTF8.GetBytes($"{Quoted(channels[c])}:");
        _texts = [.. Enumerable.Range(0, channels.Count).Select(c => channels.TextsOf(c)?.Select(text => Encoding.UTF8.GetBytes($"{Quoted(text)},")).ToArray())];
        _numbers = new long[channels.Count];
        // No number that is written has these bits.
        Array.Fill(_numbers, BitConverter.DoubleToInt64Bits(double.NaN));
        _numberTexts = new byte[channels.Count * NumberBytesMax];
        _numberLengths = new byte[channels.Count];
        _channels = channels;
    }

    /// <summary>A text as JSON writes it, quotes included.</summary>
    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
