namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>By what it shows that there is no room; counts are since the start.</summary>
internal readonly record struct FullSigns
{
    public required long RecordsDropped { get; init; }

    public required long CommitsRefused { get; init; }

    public required int CommitsWaiting { get; init; }

    public required long ReadingsHeldBack { get; init; }

    /// <summary>Part of their limit that is used, from 0.</summary>
    public required double RecordsShare { get; init; }

    public required double ReadingsShare { get; init; }
}
