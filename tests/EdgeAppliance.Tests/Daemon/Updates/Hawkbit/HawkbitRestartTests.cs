using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Hawkbit;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>The appliance may go down at any moment: the same action goes on, its bundle is installed once, and the server hears how it ended.</summary>
public sealed class HawkbitRestartTests
{
    /// <summary>What is on the disk after each write of the journal, with what an installation has done meanwhile or not.</summary>
    [Theory]
    [InlineData(InstallState.Committed, false)]
    [InlineData(InstallState.RolledBack, true)]
    public async Task Restart_AfterEachOfTheJournalsWrites_EndsAsWithoutIt(object end, bool isNoted)
    {
        int writes = await Carry(int.MaxValue, (InstallState)end, isNoted);
        Assert.InRange(writes, 8, 40);
        for (int at = 1; at <= writes; at++) await Carry(at, (InstallState)end, isNoted);
    }

    /// <param name="at">It goes down after so many writes; what comes later in the same life is lost.</param>
    /// <param name="isNoted">Whether an installation that was begun in that moment is known after it.</param>
    /// <returns>How many writes there were.</returns>
    private static async Task<int> Carry(int at, InstallState end, bool isNoted)
    {
        using var world = new HawkbitWorld();
        var action = world.Server.Deploy(world.Module("2"));
        var lives = new Lives(world, at, isNoted);
        for (int turn = 0; turn < 12 && (action.IsActive || world.Journal.State.Unsent.Count > 0); turn++)
        {
            await lives.Turn();
            if (world.Installs.Count > 0 && world.Installs[^1].State == InstallState.Trial && turn > 0) world.End(end, end == InstallState.Committed ? null : "It drifts.");
            world.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(end == InstallState.Committed ? DdiServerState.Finished : DdiServerState.Error, action.State);
        Assert.Equal(end == InstallState.Committed ? "closed success" : "closed failure", action.Told[^1]);
        Assert.Single(world.Installs, install => install.State == end);
        Assert.Null(world.Journal.State.Action);
        Assert.Empty(world.Journal.State.Unsent);
        return lives.Writes;
    }

    /// <summary>Counts what is written, and ends a life after a write: nothing is written in it any more.</summary>
    private sealed class Lives
    {
        private readonly HawkbitWorld _world;
        private readonly bool _isNoted;
        private int _left;
        private bool _isDown;
        private int _installs;

        public Lives(HawkbitWorld world, int at, bool isNoted)
        {
            (_world, _left, _isNoted) = (world, at, isNoted);
            world.Journal.Writing = Write;
        }

        public int Writes { get; private set; }

        public async Task Turn()
        {
            try
            {
                await _world.Turn();
            }
            catch (IOException) when (_isDown)
            {
                // It is down.
            }
            if (!_isDown) return;
            await _world.Run.Way.Stop();
            if (!_isNoted) _world.Installs.RemoveRange(_installs, _world.Installs.Count - _installs);
            _isDown = false;
            _world.Restart();
            _world.Journal.Writing = Write;
        }

        private void Write()
        {
            if (_isDown || _left == 0)
            {
                (_isDown, _left) = (true, -1);
                throw new IOException("It is down.");
            }
            Writes++;
            _left--;
            _installs = _world.Installs.Count;
        }
    }
}
