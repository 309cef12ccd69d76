using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Sources;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>The bytes of one file that hawkBit hands out. Metadata that vouch for it come from elsewhere.</summary>
internal sealed class ArtifactSource(DdiClient client, DdiArtifact artifact, TimeProvider time) : ITufSource
{
    public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel) => Task.FromResult<byte[]?>(null);

    public Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel) =>
        AnswerTime.Within(AnswerTime.Max, time, within => client.Open(artifact.Address, piece.Offset, piece.Length, within), Late, cancel);

    private HawkbitException Late() => new(HawkbitFailure.Unreachable, $"hawkBit does not begin to send {artifact.FileName} within {AnswerTime.Max.TotalSeconds:0} s.");
}
