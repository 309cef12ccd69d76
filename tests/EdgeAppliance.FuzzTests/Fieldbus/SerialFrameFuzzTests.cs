using System.Text;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Serial;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Fieldbus;

/// <summary>Damaged streams into every layout and content: nothing throws, and what is held stays within the buffer.</summary>
public sealed class SerialFrameFuzzTests(ITestOutputHelper output)
{
    private static readonly SerialChannel[] s_channels = [new("t") { Key = "t"u8.ToArray(), Field = 1, Bits = BitField.OfBytes(2, 4, false, BitKind.Float) }];

    private static readonly FrameLayout[] s_layouts =
    [
        new() { End = "\n"u8.ToArray(), BytesMax = 64 },
        new() { Start = [2], End = [3, 4], BytesMax = 64, Checksum = FrameChecksum.Nmea },
        new() { Start = [0xAA, 0x55], Bytes = 8, BytesMax = 8, Checksum = FrameChecksum.Sum8, ChecksumFrom = 2 },
        new() { Bytes = 5, BytesMax = 5, Checksum = FrameChecksum.Crc16 },
        new() { Start = [0xAA], Length = BitField.OfBytes(1, 2, false, BitKind.Unsigned), LengthAdds = -2, BytesMax = 64, Checksum = FrameChecksum.Xor8, ChecksumFrom = 9 },
    ];

    private static readonly IReadOnlyList<byte[]> s_streams =
        [.. Corpus.Tokens("t=21.5 h=3\nt:4\n", "A,1.5,2\nA,,\n", "T=1.5 C\n", "\u0002t=1*7D\u0003\u0004"), [0xAA, 0x55, 1, 2, 3, 4, 5, 0x0F], [0xAA, 0, 8, 1, 2, 3, 4, 5]];

    [Fact]
    public void FrameReader_DamagedStreams_HoldsWhatIsBounded()
    {
        var damage = new Mutator(s_streams, s_streams);
        var pattern = PatternDecoder.Parse("{}T={t} C", out _, out _)!;
        FrameDecoder[] decoders = [new KeyValueDecoder(s_channels), new CsvDecoder(s_channels, (byte)',', []), new PatternDecoder(s_channels, pattern), new BinaryDecoder(s_channels)];
        double[] row = new double[1];
        new Fuzz("serial-frames", output) { Cases = 4000, AllocatedBytesMax = 4 << 20 }.Run(s_streams, damage.Make, bytes =>
        {
            foreach (var layout in s_layouts)
            {
                var reader = new FrameReader(layout);
                var link = new DamagedLink(bytes, isAnswer: false);
                int read;
                while ((read = link.Read(reader.Free, TimeSpan.Zero)) > 0)
                {
                    reader.Commit(read);
                    while (reader.TryTake(out var frame))
                        foreach (var decoder in decoders)
                            if (decoder.Decode(frame, row) == FrameResult.Taken) Assert.False(double.IsInfinity(row[0]));
                    Assert.True(reader.Free.Length > 0);
                }
            }
        });
    }

    [Fact]
    public void Pattern_AnyText_IsTakenOrExplained()
    {
        var texts = Corpus.Tokens("T={t} C", "{}{a}", "{a} {b}{c", "}{");
        new Fuzz("serial-patterns", output) { Cases = 2000 }.Run(texts, new Mutator(texts, texts).Make, bytes =>
        {
            var parts = PatternDecoder.Parse(Encoding.Latin1.GetString(bytes), out var names, out string error);
            Assert.Equal(parts is null, error.Length > 0);
            if (parts is not null) new PatternDecoder([.. names.Select(name => new SerialChannel(name))], parts).Decode(bytes, new double[names.Count]);
        });
    }
}
