namespace EdgeAppliance.Bundles.Intake;

/// <param name="Name">As it stands in the archive: it may be anything.</param>
internal sealed record TarEntry(string Name, TarEntryKind Kind, long Bytes);
