namespace EdgeAppliance.Core.Pipeline;

/// <summary>What uplinks take records from.</summary>
public interface IOutbox
{
    /// <summary>Places [first, last) of a lane that are not acknowledged yet; equal where it is empty.</summary>
    (long First, long Last) Range(Lane lane);

    /// <summary>Copies whole records from a place on into <paramref name="target"/>, packed, until one does not fit or
    /// <paramref name="countMax"/> is reached. Acknowledged ones are left out.</summary>
    /// <returns>The records copied, their bytes, and the place of the first and behind the last.</returns>
    OutboxSlice Peek(Lane lane, long from, int countMax, Span<byte> target);

    /// <summary>Deletes places [first, last) of a lane. Done once that is on stable storage; until then a crash sends them again.</summary>
    Task Acknowledge(Lane lane, long first, long last);

    /// <summary>Acknowledgements that linger, to share a sync with what comes later, are synced at once.</summary>
    void Hasten()
    {
    }

    /// <summary>Raised after a commit that added records; on the store's thread, must not block.</summary>
    event Action? Added;
}
