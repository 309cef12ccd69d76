using System.Text.Unicode;

namespace EdgeAppliance.Bundles;

/// <summary>The texts of a bundle of prompts: UTF-8, at most <see cref="BytesMax"/> each.</summary>
public static class PromptTexts
{
    public const int BytesMax = 256 << 10;

    /// <returns>Why one of them is of no use; null where all are.</returns>
    /// <exception cref="BundleException">One is missing, too large, or cannot be read.</exception>
    public static string? WhyNot(BundleFolder bundle)
    {
        foreach (var (name, file) in bundle.Manifest.Prompts)
            if (!Utf8.IsValid(bundle.Read(file, BytesMax))) return $"The prompt '{name}' is no text in UTF-8.";
        return null;
    }
}
