using System.Text;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

public sealed class FetchJournalTests : IDisposable
{
    private const string Golden = """
        {
          "format": 1,
          "deployment": {
            "model": "tiny",
            "version": "2",
            "startedAt": "2026-11-27T03:30:00+00:00",
            "bytes": 1048576
          },
          "period": {
            "began": "2026-11-27T00:00:00+00:00",
            "bytes": 2097152
          },
          "failed": [
            {
              "model": "tiny",
              "version": "1",
              "reason": "It crashes."
            },
            {
              "model": "tiny",
              "version": "0",
              "reason": "It is made for x64.",
              "for": "thisDevice"
            }
          ]
        }
        """;

    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 3, 30, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-fetch-").FullName;

    private string File1 => Path.Combine(_folder, "fetch.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ToUtf8_IsTheStoredFormat()
    {
        var state = new FetchState
        {
            Format = 1,
            Deployment = new FetchDeployment("tiny", "2", s_now, 1 << 20),
            Period = new FetchPeriod(s_now.AddHours(-3.5), 2 << 20),
            Failed = [new FailedVersion("tiny", "1", "It crashes."), new FailedVersion("tiny", "0", "It is made for x64.") { For = FailedFor.ThisDevice }],
        };
        Assert.Equal(Golden, Encoding.UTF8.GetString(FetchJournal.ToUtf8(state)), ignoreLineEndingDifferences: true);
        File.WriteAllText(File1, Golden);
        Assert.Equal(Golden, Encoding.UTF8.GetString(FetchJournal.ToUtf8(new FetchJournal(File1).State)), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Begin_AfterARestart_GoesOnWithWhatWasCounted()
    {
        var journal = new FetchJournal(File1);
        Assert.Equal(0, journal.Begin("tiny", "2", s_now));
        journal.Took(1000, TimeSpan.FromHours(1), s_now);
        journal.Note();
        journal = new FetchJournal(File1);
        Assert.Equal(1000, journal.Begin("tiny", "2", s_now));
        Assert.Equal(1000, journal.InPeriod(TimeSpan.FromHours(1), s_now.AddMinutes(29)));
        Assert.Equal(0, journal.InPeriod(TimeSpan.FromHours(1), s_now.AddMinutes(30)));
        Assert.Equal(0, journal.Begin("tiny", "3", s_now));
    }

    [Fact]
    public void Took_MuchWithoutANote_IsNotedOnceAMiB()
    {
        var journal = new FetchJournal(File1);
        journal.Begin("tiny", "2", s_now);
        for (int i = 0; i < 33; i++) journal.Took(64 << 10, null, s_now);
        Assert.Equal(2 << 20, new FetchJournal(File1).Begin("tiny", "2", s_now));
    }

    [Fact]
    public void End_Failed_IsRememberedUntilItIsTaken()
    {
        new FetchJournal(File1).End("tiny", "2", "It crashes.");
        Assert.True(new FetchJournal(File1).HasFailed("tiny", "2"));
        Assert.False(new FetchJournal(File1).HasFailed("tiny", "3"));
        new FetchJournal(File1).End("tiny", "2", null);
        Assert.False(new FetchJournal(File1).HasFailed("tiny", "2"));
    }

    [Fact]
    public void End_ManyFailed_KeepsTheNewest()
    {
        var journal = new FetchJournal(File1);
        for (int i = 0; i <= FetchState.FailedMax; i++) journal.End("tiny", $"{i}", "It crashes.");
        Assert.Equal(FetchState.FailedMax, journal.State.Failed.Count);
        Assert.False(journal.HasFailed("tiny", "0"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"format\":2,\"failed\":[]}")]
    [InlineData("{\"format\":1,\"failed\":null}")]
    public void Open_DamagedFile_BeginsAnew(string text)
    {
        File.WriteAllText(File1, text);
        var journal = new FetchJournal(File1);
        Assert.Null(journal.State.Deployment);
        Assert.Equal(0, journal.Begin("tiny", "2", s_now));
    }
}
