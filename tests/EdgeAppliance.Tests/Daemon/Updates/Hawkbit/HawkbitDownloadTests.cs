using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>What comes, how much of it, and where it lies.</summary>
public sealed class HawkbitDownloadTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Download_IsCutAgainAndAgain_GoesOnWhereItWas()
    {
        const int Cut = 256 << 10;
        string folder = (TestBundle.Keeping("0.9") with { Version = "2" }).WriteTo(_world.At("made/large"));
        File.WriteAllText(Path.Combine(folder, "MODEL_CARD.md"), new string('a', 2 << 20));
        var module = _world.ModuleOf(folder);
        int archive = module.Files["tiny-2.tar"].Length;
        _world.Server.Deploy(module);
        _world.Server.CutAfter = Cut;
        int turns = 0;
        for (; turns < 40 && _world.Installed.Count == 0; turns++)
        {
            await _world.Turn();
            _world.Time.Advance(TimeSpan.FromHours(1));
            if (turns % 3 == 0) _world.Restart();
        }
        Assert.Equal(["tiny 2"], _world.Installed);
        Assert.InRange(turns, archive / Cut, 2 * archive / Cut);
        Assert.InRange(_world.Progress.Fetched, archive, 2 * archive);
    }

    [Fact]
    public async Task Download_OtherBytesThanVouchedFor_EndsAfterSomeTries()
    {
        _world.Server.IsCorrupt = true;
        var action = _world.Server.Deploy(_world.Module("2"));
        for (int i = 0; i < 3; i++)
        {
            await _world.Turn();
            _world.Time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal((DdiServerState.Error, "closed failure"), (action.State, action.Told[^1]));
        Assert.Contains("is not the file that is promised", action.Details[^1]);
        Assert.Empty(_world.Installed);
    }

    [Fact]
    public async Task Download_BudgetIsSpent_WaitsAndSaysSo()
    {
        _world.Limits = FetchLimits.None with { PeriodBytesMax = 500, Period = TimeSpan.FromDays(1) };
        _world.Restart();
        var action = _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Contains("500 bytes that may be fetched in 24 h are spent", action.Details[^1]);
        Assert.InRange(_world.Progress.Fetched, 0, 500);
        Assert.Equal(DdiServerState.Running, action.State);
    }

    /// <summary>Room for the copy that the installation makes is held where models lie, which may be another disk.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task Download_RoomForTheArchiveAndWhatIsUnpackedOfIt_IsEnough(int archives, bool isTaken)
    {
        var module = _world.Module("2");
        _world.FreeBytes = BundleLimits.Standard.FreeBytesMin + archives * module.Files["tiny-2.tar"].Length;
        _world.Restart();
        var action = _world.Server.Deploy(module);
        await _world.Turn();
        Assert.Equal(isTaken, _world.Installed.Count == 1);
        Assert.False(File.Exists(_world.At("models/.room")));
        if (!isTaken) Assert.Contains("There is no room for tiny 2", action.Details[^1]);
    }

    [Fact]
    public async Task Download_ACutHasLeftWhatItUnpacked_MakesRoomFirst()
    {
        Directory.CreateDirectory(_world.At("unpacked/tiny"));
        _world.Server.IsCorrupt = true;
        _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.NotEqual(0, _world.Server.Bytes);
        Assert.False(Directory.Exists(_world.At("unpacked")));
    }

    [Fact]
    public async Task Step_ArchivesOfWhatHasEndedAreLeft_AreDeletedAtTheStart()
    {
        Directory.CreateDirectory(_world.At("archives"));
        File.WriteAllText(_world.At("archives/tiny@1"), "");
        await _world.Turn();
        Assert.Empty(Directory.EnumerateFiles(_world.At("archives")));
    }
}
