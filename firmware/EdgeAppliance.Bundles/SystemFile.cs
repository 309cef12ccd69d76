using EdgeAppliance.Bundles.Intake;

namespace EdgeAppliance.Bundles;

/// <summary>The update of a slot that a bundle of a system brings. Whom it is by RAUC alone can say.</summary>
public static class SystemFile
{
    /// <summary>What RAUC's updates are named.</summary>
    public const string Suffix = ".raucb";

    /// <summary>A bundle of RAUC's is a squashfs with a signature behind it.</summary>
    private static ReadOnlySpan<byte> Magic => "hsqs"u8;

    /// <returns>Why it can be none; null where nothing speaks against it.</returns>
    /// <exception cref="BundleException">It is missing, or cannot be read.</exception>
    public static string? WhyNot(BundleFolder bundle)
    {
        string name = bundle.Manifest.File;
        if (!name.EndsWith(Suffix, StringComparison.Ordinal)) return $"{name} is not named as an update of a slot is: {Suffix}.";
        using var file = PlainFile.Open(Path.Combine(bundle.Path, name), name, followLink: false);
        Span<byte> begin = stackalloc byte[4];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual(Magic) ? null : $"{name} is no update that RAUC takes.";
    }
}
