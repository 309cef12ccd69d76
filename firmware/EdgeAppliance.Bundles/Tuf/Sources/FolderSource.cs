using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>A repository in a folder, as on a stick: <c>metadata/</c> and <c>targets/</c>. A stick may be anybody's: a pipe is
/// not waited for, and links are not followed.</summary>
public sealed class FolderSource(string folder) : ITufSource
{
    public const string Metadata = "metadata";
    public const string Targets = "targets";

    public async Task<byte[]?> FetchMetadata(string name, int bytesMax, CancellationToken cancel)
    {
        await using var file = Open($"{Metadata}/{name}");
        return file is null ? null : await BoundedRead.All(file, name, bytesMax, cancel);
    }

    public Task<Stream?> OpenTarget(TargetPiece piece, CancellationToken cancel)
    {
        var file = Open($"{Targets}/{piece.Path}");
        if (file is not null) file.Position = piece.Offset;
        return Task.FromResult<Stream?>(file);
    }

    private FileStream? Open(string file)
    {
        string path = Path.Combine(folder, file);
        if (!File.Exists(path)) return null;
        try
        {
            FolderIntake.RefuseLinks(folder, file);
            return PlainFile.Open(path, file, followLink: false);
        }
        catch (BundleException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
