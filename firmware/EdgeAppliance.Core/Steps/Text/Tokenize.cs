using System.Text.Unicode;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Makes a window of the text that a reading comes with, for a model of language: the numbers of its pieces (<c>input_ids</c>), 1 where there is
/// one (<c>attention_mask</c>), and 0 (<c>token_type_ids</c>), each as long as told. What does not fit is cut off.</summary>
/// <remarks>A reading without a text makes a window without values, so that as many results come out as readings went in. Pieces that have a meaning of
/// their own, such as <c>[SEP]</c>, are plain text where a text has them: a device cannot end its text by writing one.</remarks>
internal sealed class Tokenize(TokenizerModel model, int length) : Step
{
    /// <summary>What is longer is cut off: more than that no piece numbers of the longest length stand for in any language.</summary>
    private const int CharsMax = 64 << 10;

    private const int Inputs = 3;

    private static readonly ChannelSet s_channels = new("input_ids", "attention_mask", "token_type_ids");

    private readonly TextTokenizer _tokenizer = model.Tokenizer();
    private readonly OutputBatch _output = new();
    private readonly double[] _values = new double[Inputs * length];
    private readonly int[] _numbers = new int[length];
    private char[] _text = [];

    public override void Process(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            if (batch.BlobAt(row) is { Kind: BlobKind.Bytes } text) Fill(text.Bytes);
            else _values.AsSpan().Fill(double.NaN);
            var newest = _output.For(batch, s_channels, 1);
            int newestRow = newest.AddRow(batch.TimesUs[row]);
            Next?.Process(new WindowFrame(newest, newestRow, length, _values));
        }
    }

    public static StepFactory Bind(StepConfiguration configuration) => TokenizeBinder.Bind(configuration);

    private void Fill(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        if (model.Begin is { } begin) _numbers[count++] = begin;
        int room = length - count - (model.End is null ? 0 : 1);
        count += _tokenizer.Encode(TextOf(utf8), _numbers.AsSpan(count, room));
        if (model.End is { } end) _numbers[count++] = end;
        for (int i = 0; i < length; i++) (_values[i], _values[length + i]) = i < count ? (_numbers[i], 1) : (model.Padding, 0);
        _values.AsSpan(2 * length).Clear();
    }

    private ReadOnlySpan<char> TextOf(ReadOnlySpan<byte> utf8)
    {
        int chars = Math.Min(utf8.Length, CharsMax);
        if (_text.Length < chars) _text = new char[Math.Min(2 * chars, CharsMax)];
        Utf8.ToUtf16(utf8, _text, out _, out int written);
        return _text.AsSpan(0, written);
    }
}
