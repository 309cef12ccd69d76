using System.Text;
using CsCheck;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Tests.Drivers.Protocols.Serial;

public sealed class FrameReaderTests
{
    private static readonly FrameLayout s_lines = new() { End = "\r\n"u8.ToArray(), BytesMax = 32 };
    private static readonly FrameLayout s_marked = new() { Start = [2], End = [3], BytesMax = 32 };
    private static readonly FrameLayout s_fixed = new() { Start = [0xAA, 0x55], Bytes = 6, BytesMax = 6, Checksum = FrameChecksum.Sum8 };
    private static readonly FrameLayout s_length = new() { Start = [0xAA], Length = BitField.OfBytes(1, 1, true, BitKind.Unsigned), LengthAdds = 3, BytesMax = 32, Checksum = FrameChecksum.Xor8, ChecksumFrom = 1 };

    [Fact]
    public void TryTake_LinesInAnyPieces_AreAllTaken() => Gen.Select(Gen.Char['a', 'z'].Array[0, 30].Select(text => new string(text)).Array[1, 20], Gen.Int[1, 40]).Sample((lines, piece) =>
    {
        var reader = new FrameReader(s_lines);
        Assert.Equal(lines, Feed(reader, Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))), piece));
        Assert.Equal((0, 0), (reader.TooLong, reader.SkippedBytes));
    });

    /// <summary>Noise without a start, between frames and cut into any pieces, costs no frame.</summary>
    [Fact]
    public void TryTake_NoiseBetweenMarkedFrames_CostsNone() => Gen.Select(Gen.Select(Gen.Char['a', 'z'].Array[0, 20], Gen.Char['A', 'Z'].Array[0, 60]).Array[1, 20], Gen.Int[1, 40]).Sample((pieces, piece) =>
    {
        var reader = new FrameReader(s_marked);
        string stream = string.Concat(pieces.Select(pair => $"{new string(pair.Item2)}\u0002{new string(pair.Item1)}\u0003"));
        Assert.Equal(pieces.Select(pair => new string(pair.Item1)), Feed(reader, Encoding.Latin1.GetBytes(stream), piece));
        Assert.Equal(pieces.Sum(pair => pair.Item2.Length), reader.SkippedBytes);
    });

    [Fact]
    public void TryTake_LineTooLong_IsDroppedToItsEnd()
    {
        var reader = new FrameReader(s_lines);
        Assert.Equal(["one", "two"], Feed(reader, Encoding.Latin1.GetBytes($"one\r\n{new string('x', 200)}\r\ntwo\r\n"), 7));
        Assert.Equal(1, reader.TooLong);
    }

    [Fact]
    public void TryTake_MarkedFrameTooLong_IsDroppedAndTheNextTaken()
    {
        var reader = new FrameReader(s_marked);
        Assert.Equal(["two"], Feed(reader, Encoding.Latin1.GetBytes($"\u0002{new string('x', 200)}\u0002two\u0003"), 7));
        Assert.Equal(1, reader.TooLong);
    }

    /// <summary>A damaged frame, or a start within the data, is got over at the next whole frame.</summary>
    [Fact]
    public void TryTake_DamagedFixedFrame_IsGotOver()
    {
        byte[] good = [0xAA, 0x55, 1, 2, 3, unchecked((byte)(0xAA + 0x55 + 6))], bad = [0xAA, 0x55, 1, 2, 3, 0], cut = [0xAA, 0x55, 9];
        var reader = new FrameReader(s_fixed);
        Assert.Equal(2, Feed(reader, [.. bad, .. good, .. cut, .. good], 4).Count);
        Assert.Equal(2, reader.BadChecksums);
    }

    [Fact]
    public void TryTake_LengthWithin_EndsTheFrame()
    {
        byte[] frame = [0xAA, 2, 7, 8, 2 ^ 7 ^ 8], empty = [0xAA, 0, 0];
        var reader = new FrameReader(s_length);
        Assert.Equal(2, Feed(reader, [.. frame, .. empty], 1).Count);
        // A length that no frame has is a frame's begin no longer.
        Assert.Single(Feed(reader, [0xAA, 250, .. frame], 3));
        Assert.Equal(1, reader.TooLong);
    }

    [Fact]
    public void NotePause_FixedFrameWithoutAStart_BeginsAnew()
    {
        var reader = new FrameReader(new FrameLayout { Bytes = 4, BytesMax = 4 });
        Assert.Empty(Feed(reader, [1, 2, 3], 3));
        reader.NotePause();
        Assert.Equal(["\u0005\u0006\a\b"], Feed(reader, [5, 6, 7, 8], 4));
    }

    [Theory]
    [InlineData("$GPGLL,5057.970,N,00146.110,E,142451,A*27\r\n", 1)]
    [InlineData("$GPGLL,5057.970,N,00146.110,E,142451,A*28\r\n", 0)]
    [InlineData("$GPGLL\r\n", 0)]
    public void TryTake_Nmea_HoldsTheChecksum(string sentence, int expected)
    {
        var reader = new FrameReader(new FrameLayout { Start = "$"u8.ToArray(), End = "\r\n"u8.ToArray(), Checksum = FrameChecksum.Nmea });
        Assert.Equal(expected, Feed(reader, Encoding.Latin1.GetBytes(sentence), 100).Count);
    }

    [Fact]
    public void TryTake_InSteadyState_AllocatesNothing()
    {
        var reader = new FrameReader(s_lines);
        var decoder = new KeyValueDecoder([new SerialChannel("t") { Key = "t"u8.ToArray() }]);
        var row = new double[1];
        byte[] line = "t=21.5\r\n"u8.ToArray();
        Assert.Equal(0, SteadyState.AllocatedBy(200, () =>
        {
            line.CopyTo(reader.Free);
            reader.Commit(line.Length);
            while (reader.TryTake(out var frame)) decoder.Decode(frame, row);
        }));
        Assert.Equal(21.5, row[0]);
    }

    private static List<string> Feed(FrameReader reader, byte[] stream, int piece)
    {
        var frames = new List<string>();
        for (int at = 0; at < stream.Length;)
        {
            int count = Math.Min(Math.Min(piece, stream.Length - at), reader.Free.Length);
            Assert.True(count > 0);
            stream.AsSpan(at, count).CopyTo(reader.Free);
            reader.Commit(count);
            at += count;
            while (reader.TryTake(out var frame)) frames.Add(Encoding.Latin1.GetString(frame));
        }
        return frames;
    }
}
