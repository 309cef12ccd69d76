namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Says which version of each targets metadata belongs together.</summary>
public sealed class TufSnapshot : TufMetadata
{
    public const string RoleName = "snapshot";
    public const string FileName = "snapshot.json";
    private const int FilesMax = 100_000;

    private TufSnapshot(TufDocument document)
        : base(document)
    {
        var files = new Dictionary<string, MetaFile>();
        var meta = new MetaNode(document.Signed, RoleName)["meta"];
        foreach (var (name, file) in meta.Members())
        {
            if (files.Count == FilesMax) throw meta.Malformed($"holds more than {FilesMax} files");
            files[name] = ReadMetaFile(file);
        }
        Files = files;
    }

    /// <summary>By file name, as <c>targets.json</c>.</summary>
    public IReadOnlyDictionary<string, MetaFile> Files { get; }

    /// <exception cref="TufException">It is no snapshot's metadata. Its signatures are not looked at.</exception>
    public static TufSnapshot Parse(byte[] bytes) => new(TufDocument.Parse(bytes, RoleName));
}
