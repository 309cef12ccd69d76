namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>Media types and annotations; those of this software are frozen.</summary>
public static class OciTypes
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    public const string Index = "application/vnd.oci.image.index.v1+json";
    public const string Empty = "application/vnd.oci.empty.v1+json";
    public const string Title = "org.opencontainers.image.title";
    public const string Created = "org.opencontainers.image.created";

    /// <summary>A repository's metadata, a layer a file.</summary>
    public const string Metadata = "application/vnd.edge-appliance.tuf.v1+json";

    /// <summary>A bundle's files, a layer a target.</summary>
    public const string Bundle = "application/vnd.edge-appliance.bundle.v1";

    public const string File = "application/octet-stream";
    public const string Sbom = "application/vnd.cyclonedx+json";
}
