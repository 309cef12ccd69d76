namespace EdgeAppliance.Bench.Updates;

/// <summary>What went on when. Entered by one thread at a time, asked once that is over.</summary>
internal sealed class PhaseLog(TimeProvider time)
{
    private readonly List<(long From, string Phase)> _phases = [];

    public void Enter(string phase)
    {
        lock (_phases)
            if (_phases.Count == 0 || _phases[^1].Phase != phase) _phases.Add((time.GetTimestamp(), phase));
    }

    /// <returns>Empty before the first.</returns>
    public string At(long timestamp)
    {
        lock (_phases)
        {
            int at = _phases.FindLastIndex(phase => phase.From <= timestamp);
            return at < 0 ? "" : _phases[at].Phase;
        }
    }
}
