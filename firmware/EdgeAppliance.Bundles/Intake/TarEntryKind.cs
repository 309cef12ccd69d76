namespace EdgeAppliance.Bundles.Intake;

internal enum TarEntryKind
{
    File,
    Folder,

    /// <summary>A link, a device, or something else that a bundle has no use for.</summary>
    Other,
}
