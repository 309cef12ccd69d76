using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Takes what sticks bring: 1 every few seconds look whether a repository has appeared; 2 visit it as one on the network, with the same
/// checks; 3 visit it again as long as it has something new; 4 forget it with its faults when it is pulled out.</summary>
internal sealed class StickWatch : IAsyncDisposable
{
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    /// <summary>What the stick has beside what was begun waits for the trial of that.</summary>
    private static readonly TimeSpan s_againAfter = TimeSpan.FromMinutes(1);

    private readonly StickFolders _folders;
    private readonly Func<string, RepositoryLook> _lookInto;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, (string Signature, RepositoryLook Look, long VisitedAt)> _known = new(StringComparer.Ordinal);
    private readonly Task _work;
    private volatile IReadOnlyList<HealthCondition> _conditions = [];

    /// <param name="lookInto">Makes what visits a repository in a folder.</param>
    public StickWatch(StickFolders folders, Func<string, RepositoryLook> lookInto, TimeProvider time)
    {
        (_folders, _lookInto, _time) = (folders, lookInto, time);
        _work = Task.Run(Work);
    }

    public IReadOnlyList<HealthCondition> Conditions => _conditions;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task Work()
    {
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            do await Look();
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The appliance stops.
        }
    }

    private async Task Look()
    {
        var there = _folders.Look(); // 1
        foreach (string gone in _known.Keys.Except(there.Keys).ToArray()) _known.Remove(gone); // 4
        foreach (var (folder, signature) in there)
        {
            if (_known.TryGetValue(folder, out var known) && known.Signature == signature && !IsWorthAnother(known.Look, known.VisitedAt)) continue;
            var look = known.Signature == signature ? known.Look : _lookInto(folder);
            await look.Run(_stop.Token); // 2
            _known[folder] = (signature, look, _time.GetTimestamp());
        }
        _conditions = [.. _known.Values.SelectMany(stick => stick.Look.Conditions)];
    }

    // 3
    private bool IsWorthAnother(RepositoryLook look, long visitedAt) => look.MayHaveMore && _time.GetElapsedTime(visitedAt) >= s_againAfter;
}
