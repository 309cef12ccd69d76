using System.Text;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Tests.Drivers.Protocols.Serial;

public sealed class FrameDecoderTests
{
    private const double None = double.NaN;

    private static readonly SerialChannel[] s_two = [new("t") { Key = "t"u8.ToArray(), Field = 1 }, new("h") { Key = "h"u8.ToArray(), Field = 2, Scale = 0.5, Offset = 1 }];

    [Theory]
    [InlineData("t=21.5 h=40", 21.5, 21)]
    [InlineData("t:21.5;h:40%", 21.5, 21)]
    [InlineData("  x=1, t = -3e2 C,h = +4 | z=nan", -300, 3)]
    [InlineData("t=7", 7, None)]
    public void KeyValue_Good_IsTaken(string frame, double t, double h) => Takes(new KeyValueDecoder(s_two), frame, t, h);

    [Theory]
    [InlineData("")]
    [InlineData("x=1")]
    [InlineData("t=")]
    [InlineData("t=abc")]
    [InlineData("t=1e999")]
    [InlineData("hello")]
    public void KeyValue_Bad_IsUnreadable(string frame) => Refuses(new KeyValueDecoder(s_two), frame);

    [Theory]
    [InlineData("A,21.5,40", 21.5, 21)]
    [InlineData("A, 21.5C ,40,more", 21.5, 21)]
    [InlineData("A,,40", None, 21)]
    [InlineData("A,\"3\",4\r", 3, 3)]
    public void Csv_Good_IsTaken(string frame, double t, double h) => Takes(new CsvDecoder(s_two, (byte)',', "A"u8.ToArray()), frame, t, h);

    [Theory]
    [InlineData("A,1")]
    [InlineData("A,x,2")]
    [InlineData("A,12 13,2")]
    [InlineData("A,,")]
    public void Csv_Bad_IsUnreadable(string frame) => Refuses(new CsvDecoder(s_two, (byte)',', "A"u8.ToArray()), frame);

    [Fact]
    public void Csv_OtherKind_IsNotMeant() => Assert.Equal(FrameResult.NotMeant, new CsvDecoder(s_two, (byte)',', "A"u8.ToArray()).Decode("B,1,2"u8, new double[2]));

    [Theory]
    [InlineData("T={t} C, H={h}%", "T=21.5 C, H=40%", 21.5, 21)]
    [InlineData("T={t} C, H={h}%", "T= 21.5   C,  H=40%  ", 21.5, 21)]
    [InlineData("{} {t} kg{}{h}", "ST,GS  +  12.34 kg", None, None)]
    [InlineData("{}GS,{t} kg;{}n{h}", "ST,GS, +12.34  kg; abc n3", 12.34, 2.5)]
    public void Pattern_Good_IsTaken(string pattern, string frame, double t, double h)
    {
        var parts = PatternDecoder.Parse(pattern, out _, out string error);
        if (double.IsNaN(t)) Assert.StartsWith("has two braces", error);
        else Takes(new PatternDecoder(s_two, parts!), frame, t, h);
    }

    [Theory]
    [InlineData("T=21.5 C, H=40")]
    [InlineData("T=21.5 C, H=40% x")]
    [InlineData("T= C, H=40%")]
    [InlineData("t=21.5 C, H=40%")]
    [InlineData("")]
    public void Pattern_Bad_IsUnreadable(string frame) => Refuses(new PatternDecoder(s_two, PatternDecoder.Parse("T={t} C, H={h}%", out _, out _)!), frame);

    [Fact]
    public void Binary_ShortFrame_IsUnreadable()
    {
        var decoder = new BinaryDecoder([new("x") { Bits = BitField.OfBytes(1, 2, false, BitKind.Signed), Scale = 0.1 }]);
        var row = new double[1];
        Assert.Equal(FrameResult.Taken, decoder.Decode([0, 0xFF, 0x38], row));
        Assert.Equal(-20, row[0], 9);
        Assert.Equal(FrameResult.Unreadable, decoder.Decode([0, 0xFF], row));
    }

    private static void Takes(FrameDecoder decoder, string frame, double t, double h)
    {
        var row = new double[2];
        Assert.Equal(FrameResult.Taken, decoder.Decode(Encoding.Latin1.GetBytes(frame), row));
        Assert.Equal([t, h], row);
    }

    private static void Refuses(FrameDecoder decoder, string frame) => Assert.Equal(FrameResult.Unreadable, decoder.Decode(Encoding.Latin1.GetBytes(frame), new double[2]));
}
