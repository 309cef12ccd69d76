using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>The bytes of one file that hawkBit hands out. Metadata that vouch for it come from elsewhere.</summary>
internal sealed class ArtifactSource(DdiClient client, DdiArtifact artifact, TimeProvider time) : ITufSource
{
    /// <summary>Until the first byte may be read.</summary>
    private static readonly TimeSpan s_within = TimeSpan.FromMinutes(2);

    public Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel) => Task.FromResult<byte[]?>(null);

    public async Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(s_within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await client.Open(artifact.Address, piece.Offset, piece.Length, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new HawkbitException(HawkbitFailure.Unreachable, $"hawkBit does not begin to send {artifact.FileName} within {s_within.TotalSeconds:0} s.");
        }
    }
}
