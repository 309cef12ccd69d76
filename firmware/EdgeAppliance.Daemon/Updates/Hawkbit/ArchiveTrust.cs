using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Hawkbit;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Decides who vouches for what hawkBit hands out, as hawkBit itself signs nothing (decision 0012).</summary>
internal abstract class ArchiveTrust
{
    /// <summary>hawkBit's file names have no folders: the archive is known by its ending.</summary>
    private static readonly string[] s_endings = [".tar", ".tar.gz", ".tgz"];

    /// <exception cref="HawkbitRefusal">Nobody vouches for it.</exception>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">Whoever should vouch is not trusted, perhaps only now.</exception>
    /// <exception cref="IOException">Whoever should vouch cannot be asked now.</exception>
    public abstract Task<TrustedArchive> Of(DdiChunk chunk, CancellationToken stop);

    /// <exception cref="HawkbitRefusal">The module is none with a bundle.</exception>
    public static DdiArtifact ArchiveOf(DdiChunk chunk)
    {
        if (!BundlePath.IsName(chunk.Name)) throw new HawkbitRefusal($"The software module '{chunk.Name}' is not named as a bundle may be: small letters, digits and '-'.");
        if (!BundlePath.IsVersion(chunk.Version)) throw new HawkbitRefusal($"The software module {chunk.Name} has the version '{chunk.Version}', which no bundle may have.");
        var archives = chunk.Artifacts.Where(artifact => Array.Exists(s_endings, ending => artifact.FileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase))).ToList();
        return archives is [var archive] ? archive
            : throw new HawkbitRefusal($"The software module {chunk.Name} {chunk.Version} has {archives.Count} archives (.tar or .tar.gz) among its files; it must have the one that 'edgectl bundle pack' wrote.");
    }
}
