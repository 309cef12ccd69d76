using System.Text;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health.Logs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health.Logs;

public sealed partial class ApplianceLoggerProviderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 17, 8, 0, 123, TimeSpan.Zero));
    private readonly MemoryStream _output = new();
    private readonly ApplianceLoggerProvider _provider;
    private readonly ILogger _logger;

    public ApplianceLoggerProviderTests()
    {
        _provider = new ApplianceLoggerProvider(_output, journal: false, _time);
        _logger = _provider.CreateLogger("EdgeAppliance.Daemon.Uplink.UplinkSender");
    }

    [Fact]
    public void Line_OnAConsole_HasTimeLevelTextAndFields()
    {
        Log.Lost(_logger, "cloud", "the broker is away");
        Assert.Equal("2026-11-24T17:08:00.123Z warn  Uplink cloud has no link: the broker is away from=UplinkSender id=9002 uplink=cloud why=\"the broker is away\"\n", Written());
    }

    [Fact]
    public void Line_ForTheJournal_BeginsWithThePriority()
    {
        using var output = new MemoryStream();
        using (var provider = new ApplianceLoggerProvider(output, journal: true, _time))
        {
            var logger = provider.CreateLogger("Store");
            Log.Lost(logger, "cloud", "away");
            logger.LogCritical("broken");
            logger.LogError("wrong");
            logger.LogInformation("well");
        }
        Assert.Equal("<4>Uplink cloud has no link: away from=Store id=9002 uplink=cloud why=away\n<2>broken from=Store\n<3>wrong from=Store\n<6>well from=Store\n",
            Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void ASecret_IsNeverWritten()
    {
        var secret = new Secret("hunter2");
        Log.Password(_logger, secret);
        _logger.LogWarning("The password is {Password}, in an interpolation {Other}", secret, $"{secret}");

        Assert.DoesNotContain("hunter2", Written());
        Assert.All(_provider.Ring.After(0, LogLevel.Trace, 10), e => Assert.DoesNotContain("hunter2", e.Text + e.Fields));
        Assert.Contains("password=(secret)", _provider.Ring.After(0, LogLevel.Trace, 10)[0].Fields);
    }

    [Fact]
    public void ForeignText_CanNeitherBeginALineNorReachTheTerminal()
    {
        Log.Lost(_logger, "a\n2026-11-24 crit  all is lost", "\u001b[2Jgone\u0085");
        string written = Written();

        Assert.Equal(1, written.Count(c => c == '\n'));
        Assert.DoesNotContain('\u001b', written);
        Assert.DoesNotContain('\u0085', written);
    }

    [Fact]
    public void ALongText_IsCut()
    {
        _logger.LogWarning("{Payload}", new string('x', 1 << 20));
        Assert.InRange(Written().Length, LogText.MessageMax, LogText.MessageMax + LogText.ValueMax + 200);
    }

    [Fact]
    public void AnException_IsOnTheSameLine()
    {
        _logger.LogError(new InvalidOperationException("it is broken", new IOException("no disk")), "The store ended");
        string written = Written();
        Assert.Contains("The store ended: System.InvalidOperationException: it is broken |", written);
        Assert.Contains("System.IO.IOException: no disk", written);
        Assert.Equal(1, written.Count(c => c == '\n'));
    }

    [Fact]
    public void TheSameAgain_IsCountedAndSaidOnceAWindow()
    {
        for (int i = 0; i < 1000; i++) Log.Lost(_logger, "cloud", "away");
        Log.Lost(_logger, "other", "away");
        Assert.Equal(2, _provider.Ring.After(0, LogLevel.Trace, 10).Count);

        _time.Advance(BurstLimiter.Window);

        var entries = _provider.Ring.After(2, LogLevel.Trace, 10);
        Assert.Equal("Uplink cloud has no link: away (said 999 more times)", Assert.Single(entries).Text);
        Assert.Equal((9002, LogLevel.Warning, "repeats=999"), (entries[0].EventId, entries[0].Level, entries[0].Fields));
    }

    [Fact]
    public void TheSame_AfterTheBurstHasEnded_IsWrittenAgain()
    {
        Log.Lost(_logger, "cloud", "away");
        _time.Advance(BurstLimiter.Window * 3);
        Log.Lost(_logger, "cloud", "away");

        Assert.Equal(["Uplink cloud has no link: away", "Uplink cloud has no link: away"], _provider.Ring.After(0, LogLevel.Trace, 10).Select(e => e.Text));
    }

    [Fact]
    public void Dispose_SaysTheBurstThatIsOpen()
    {
        Log.Lost(_logger, "cloud", "away");
        Log.Lost(_logger, "cloud", "away");
        Assert.Contains("(said 1 more times)", Written());
    }

    [Fact]
    public void Ring_KeepsTheNewest_WithSequencesWithoutAHole()
    {
        for (int i = 0; i < LogRing.EntriesMax + 5; i++) _logger.LogInformation("entry {Number}", i);

        var all = _provider.Ring.After(0, LogLevel.Trace, int.MaxValue);
        Assert.Equal(LogRing.EntriesMax, all.Count);
        Assert.Equal(Enumerable.Range(6, LogRing.EntriesMax).Select(i => (long)i), all.Select(e => e.Sequence));
        Assert.Equal([1004L, 1005L], _provider.Ring.After(1003, LogLevel.Trace, 100).Select(e => e.Sequence));
        Assert.Equal([1005L], _provider.Ring.After(0, LogLevel.Trace, 1).Select(e => e.Sequence));
        Assert.Empty(_provider.Ring.After(0, LogLevel.Error, 10));
    }

    [Fact]
    public void Ring_IsBoundedInMemory()
    {
        for (int i = 0; i < LogRing.EntriesMax; i++) _logger.LogInformation("{Number} {Text}", i, new string('x', LogText.MessageMax));
        Assert.InRange(_provider.Ring.After(0, LogLevel.Trace, int.MaxValue).Sum(e => e.Characters), LogRing.CharactersMax / 2, LogRing.CharactersMax);
    }

    [Fact]
    public void AnEntryBelowTheLevel_AllocatesNothing()
    {
        Log.Detail(_logger, "x", 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Log.Detail(_logger, "x", i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal("", Written());
    }

    [Fact]
    public void Level_MayBeLowered()
    {
        _provider.Level = LogLevel.Debug;
        Log.Detail(_logger, "x", 1);
        Assert.Contains(" debug Detail x 1 ", Written());
    }

    [Fact]
    public void Frameworks_SayOnlyWarnings()
    {
        var framework = _provider.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");
        Assert.False(framework.IsEnabled(LogLevel.Information));
        Assert.True(framework.IsEnabled(LogLevel.Warning));
    }

    [Fact]
    public void AReaderThatStopsReading_DoesNotStopTheWriter()
    {
        using var gate = new ManualResetEventSlim();
        using var stuck = new GatedStream(gate);
        using var provider = new ApplianceLoggerProvider(stuck, journal: false, _time);
        var logger = provider.CreateLogger("Store");

        for (int i = 0; i < 5000; i++) logger.LogInformation("entry {Number}", i);
        gate.Set();
        provider.Dispose();

        string written = Encoding.UTF8.GetString(stuck.ToArray());
        Assert.Contains("lines were not written", written);
        Assert.Equal(5000, provider.Ring.After(0, LogLevel.Trace, 1)[0].Sequence);
    }

    [Theory]
    [InlineData("8:1234", "socket:[1234]", true)]
    [InlineData("8:1234", "/proc/self/fd/socket:[1234]", true)]
    [InlineData("8:1234", "socket:[12345]", false)]
    [InlineData("8:1234", "pipe:[1234]", false)]
    [InlineData("8:1234", null, false)]
    [InlineData(null, "socket:[1234]", false)]
    [InlineData("1234", "socket:[1234]", false)]
    [InlineData("8:", "socket:[]", false)]
    public void JournalStream_IsTheSocketThatSystemdNamed(string? stream, string? target, bool expected) =>
        Assert.Equal(expected, JournalStream.Is(stream, target));

    public void Dispose() => _provider.Dispose();

    private string Written()
    {
        _provider.Dispose();
        return Encoding.UTF8.GetString(_output.ToArray());
    }

    private static partial class Log
    {
        [LoggerMessage(9002, LogLevel.Warning, "Uplink {Uplink} has no link: {Why}")]
        public static partial void Lost(ILogger logger, string uplink, string why);

        [LoggerMessage(9003, LogLevel.Information, "The password is {Password}")]
        public static partial void Password(ILogger logger, Secret password);

        [LoggerMessage(9004, LogLevel.Debug, "Detail {Name} {Number}")]
        public static partial void Detail(ILogger logger, string name, int number);
    }
}
