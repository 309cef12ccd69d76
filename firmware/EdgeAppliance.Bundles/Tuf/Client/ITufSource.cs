namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>Where a repository's files come from: a server, a folder, a stick.</summary>
public interface ITufSource
{
    /// <summary>A metadata file, at most so many bytes of it.</summary>
    /// <param name="name">As <c>3.root.json</c>.</param>
    /// <returns>Null where there is none of that name.</returns>
    /// <exception cref="IOException">The source cannot be reached; it may be tried again.</exception>
    /// <exception cref="TufException">It is larger, or comes too slowly.</exception>
    Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel);

    /// <summary>Some of a target's bytes.</summary>
    /// <returns>Null where there is none of that name; a <see cref="LateStream"/> where it begins before the offset.</returns>
    /// <exception cref="IOException">The source cannot be reached, or does not answer in time; it may be tried again.</exception>
    Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel);
}
