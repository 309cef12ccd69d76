namespace EdgeAppliance.Storage.Documents;

/// <summary>The files that a store is made of, in its folder.</summary>
public sealed class StoreFileNames(string name)
{
    /// <summary>LiteDB's data file.</summary>
    public string Data { get; } = name + ".db";

    /// <summary>LiteDB's log, in checked frames.</summary>
    public string Log { get; } = name + ".log";

    /// <summary>The journal's even generations.</summary>
    public string Even { get; } = name + ".journal-0";

    /// <summary>The journal's odd generations.</summary>
    public string Odd { get; } = name + ".journal-1";

    public IReadOnlyList<string> All => [Even, Odd, Data, Log];
}
