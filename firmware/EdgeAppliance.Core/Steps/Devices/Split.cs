using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>Sends readings, or some of their channels, on as those of other devices, by conditions. The steps behind it are made once for each route, so
/// that a window or an alarm sees one route's readings alone. All of it stays in the pipeline's stream: another stream is another pipeline.</summary>
/// <remarks>Rows leave one after the other, however they came in batches, so that records are numbered the same every time.</remarks>
internal sealed class Split : Step
{
    private readonly SplitOptions _options;
    private readonly SplitBranch[] _branches;

    public Split(SplitOptions options)
    {
        _options = options;
        _branches = [.. options.Routes.Select(route => new SplitBranch(route)), .. options.KeepsRest ? [new SplitBranch(SplitRoute.Rest)] : Array.Empty<SplitBranch>()];
    }

    public override IReadOnlyList<Step> Branches => _branches;

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        foreach (var branch in _branches) branch.Begin(batch);
        SplitBranch? last = null;
        for (int row = 0; row < batch.Count; row++) last = Take(batch, row, last);
        last?.HandOn();
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = SplitBinder.Bind(configuration);
        return _ => new Split(options);
    }

    /// <param name="last">The branch that got the row before, and may not have handed it on.</param>
    private SplitBranch? Take(ReadingBatch batch, int row, SplitBranch? last)
    {
        bool isTaken = false;
        for (int b = 0; b < _branches.Length && !(isTaken && _options.OnlyFirst); b++)
        {
            var branch = _branches[b];
            if (b >= _options.Routes.Length ? isTaken : !branch.Takes(batch, row)) continue;
            if (!ReferenceEquals(branch, last)) last?.HandOn();
            branch.Add(batch, row);
            (last, isTaken) = (branch, true);
        }
        return last;
    }
}
