namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Where a repository with consistent snapshots keeps a target: its hash stands before the last segment of its name.</summary>
internal static class TargetPath
{
    public static string Consistent(TargetFile target)
    {
        int name = target.Name.LastIndexOf('/') + 1;
        return $"{target.Name[..name]}{Convert.ToHexStringLower(FileHashes.Known(target.Hashes)!.Value.Value)}.{target.Name[name..]}";
    }
}
