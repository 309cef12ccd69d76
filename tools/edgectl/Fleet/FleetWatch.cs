using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Repository;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary>Looks at a fleet again and again: 1 what devices report, 2 what the repository says of the rollout, 3 what the rule makes of both,
/// 4 shown, and 5 done where it may. It holds nothing itself: another one takes over where this one is stopped.</summary>
internal sealed class FleetWatch(FleetBroker broker, FleetWatchOptions options, IReadOnlyList<TufSigner> signers, Surroundings around)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);

    private readonly FleetBoard _board = new();
    private readonly LivePanel _panel = new(around.Screen);
    private int _devices;
    private long _newestAt = around.Time.GetTimestamp();

    /// <summary>Until it is stopped, the rollout is over, or once.</summary>
    /// <exception cref="IOException">The broker or the repository cannot be used at the start.</exception>
    public async Task<int> Run(CancellationToken stop)
    {
        await broker.Connect(stop);
        while (!stop.IsCancellationRequested)
        {
            await Listen(stop); // 1
            if (options.IsOnce && !IsSettled) continue;
            bool isOver = true;
            foreach (var published in Rollouts()) isOver &= Look(published); // 2
            if (options.IsOnce || (isOver && options.Rollout is not null)) break;
        }
        return ExitCodes.Done;
    }

    private bool IsSettled => around.Time.GetElapsedTime(_newestAt) >= options.Settle;

    private async Task Listen(CancellationToken stop)
    {
        try
        {
            if (!broker.IsConnected) await broker.Connect(stop);
            await broker.Take(_board, options.Every, around.Time, stop);
        }
        catch (IOException e)
        {
            around.Screen.Fail(e.Message);
            await Task.Delay(s_again, around.Time, stop);
        }
        if (_board.Devices.Count > _devices) _newestAt = around.Time.GetTimestamp();
        _devices = _board.Devices.Count;
    }

    private IEnumerable<PublishedRollout> Rollouts()
    {
        var book = new RolloutBook(TufRepository.Open(options.Repository));
        return options.Rollout is { } id ? [book.Find(id)] : book.All;
    }

    /// <returns>Whether nothing more will happen.</returns>
    private bool Look(PublishedRollout published)
    {
        var now = around.Time.GetUtcNow();
        var counts = FleetCounts.Of(published, _board.Devices);
        var (move, reason) = IsSettled ? options.Rule.Decide(published.Rollout, counts, now) : (FleetMove.Wait, "devices are still being heard of"); // 3
        if (options.IsJson) around.Screen.Output.WriteLine(FleetView.Json(published, counts, move, reason, now)); // 4
        else _panel.Show(FleetView.Lines(around.Screen, published, counts, move, reason));
        if (options.Rollout is null) _panel.Keep();
        bool isMove = move is FleetMove.Promote or FleetMove.Abort;
        if (isMove && options.Acts) Do(published.Rollout.Id, move, now); // 5
        return move is FleetMove.Done or FleetMove.Halted || move == FleetMove.Abort && options.Acts;
    }

    private void Do(string id, FleetMove move, DateTimeOffset now)
    {
        var repository = TufRepository.Open(options.Repository);
        new RolloutBook(repository).Change(id, rollout => move == FleetMove.Abort ? rollout.Abort() : rollout.Promote(now, early: false));
        repository.Publish(signers, new Lifetimes(), now);
        _panel.Keep();
    }
}
