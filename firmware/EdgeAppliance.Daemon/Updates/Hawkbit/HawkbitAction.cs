namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>An action that is being carried out: its parts one after another.</summary>
internal sealed record HawkbitAction(string Id, DateTimeOffset StartedAt, IReadOnlyList<HawkbitPart> Parts)
{
    /// <summary>The first part that has not come so far; -1 where all have.</summary>
    public int FirstBefore(HawkbitPartState state)
    {
        for (int i = 0; i < Parts.Count; i++)
            if (Parts[i].State < state) return i;
        return -1;
    }

    /// <summary>Whether anything of it may run here already: then it cannot be stopped any more.</summary>
    public bool HasBegun() => Parts.Any(part => part.State >= HawkbitPartState.Installing);

    public int Done() => Parts.Count(part => part.State == HawkbitPartState.Done);

    public HawkbitAction With(int part, Func<HawkbitPart, HawkbitPart> change) => this with { Parts = [.. Parts.Select((other, at) => at == part ? change(other) : other)] };
}
