using System.Globalization;
using System.Text;
using CsCheck;
using EdgeAppliance.Drivers.Replay;

namespace EdgeAppliance.Tests.Drivers.Replay;

public sealed class ReplayReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void TryRead_WrittenRows_AreReadBack() =>
        Gen.Select(Gen.Double[-1e6, 1e6].Array[1, 300], Gen.Bool, Gen.Bool).Sample((values, quoted, windows) =>
        {
            string end = windows ? "\r\n" : "\n", quote = quoted ? "\"" : "";
            var text = new StringBuilder($"\uFEFFtime,{quote}a,b{quote}{end}".Replace("a,b", quoted ? "a,b" : "a"));
            for (int i = 0; i < values.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{i + 1}, {quote}{values[i]:R}{quote} {end}");
            File.WriteAllText(_file, text.ToString());
            var bad = new BadLines();
            using var reader = new ReplayReader(new ReplayOptions { Name = "r", File = _file }, bad);
            Assert.Equal(quoted ? "a,b" : "a", reader.Channels[0]);
            var read = new double[1];
            for (int i = 0; i < values.Length; i++)
            {
                Assert.True(reader.TryRead(read, out long timeUs));
                Assert.Equal((values[i], (i + 1) * 1_000_000L), (read[0], timeUs));
            }
            Assert.False(reader.TryRead(read, out _));
            Assert.Equal(0, bad.Count);
        }, iter: 100, threads: 1);

    [Fact]
    public void TryRead_AnyBytes_NeverThrowsAndEnds() =>
        Gen.Char["time,ab\"\n\r;.123 -"].Array[0, 400].Sample(chars =>
        {
            File.WriteAllText(_file, "time,a,b\n1,2,3\n" + new string(chars));
            using var reader = new ReplayReader(new ReplayOptions { Name = "r", File = _file }, new BadLines());
            var read = new double[2];
            int rows = 0;
            while (reader.TryRead(read, out _)) rows++;
            Assert.InRange(rows, 1, 402);
        }, iter: 500, threads: 1);

    [Fact]
    public void TryRead_SteadyState_AllocatesNothing()
    {
        var text = new StringBuilder("time;a;b\n");
        for (int i = 0; i < 20_000; i++) text.Append(CultureInfo.InvariantCulture, $"2020-03-09 10:14:33.{i:000000};{i};{i * 0.5}\n");
        File.WriteAllText(_file, text.ToString());
        using var reader = new ReplayReader(new ReplayOptions { Name = "r", File = _file, Separator = ';' }, new BadLines());
        var read = new double[2];
        for (int i = 0; i < 1000; i++) Assert.True(reader.TryRead(read, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 0;
        while (reader.TryRead(read, out _)) rows++;
        Assert.Equal((0, 19_000), (GC.GetAllocatedBytesForCurrentThread() - before, rows));
    }
}
