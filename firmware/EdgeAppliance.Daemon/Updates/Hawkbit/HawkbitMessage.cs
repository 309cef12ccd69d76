using EdgeAppliance.Bundles.Hawkbit;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What the server is to be told of an action.</summary>
/// <param name="At">Null where the clock was not known to be right.</param>
internal sealed record HawkbitMessage(DdiChannel Channel, string Action, DdiExecution Execution, DdiFinished Finished, IReadOnlyList<string> Details, DateTimeOffset? At)
{
    /// <summary>Of a deployment's bundles so many are done.</summary>
    public int Done { get; init; }

    /// <summary>0 where it is not told.</summary>
    public int Of { get; init; }

    public byte[] ToUtf8() => Channel == DdiChannel.Confirmation
        ? DdiWriter.Confirmation(Finished == DdiFinished.Success, Details)
        : DdiWriter.Feedback(Action, Execution, Finished, Details, At, Of > 1 ? (Done, Of) : null);
}
