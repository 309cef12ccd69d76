namespace EdgeAppliance.Bundles.Intake;

/// <summary>Takes one file of a bundle.</summary>
/// <param name="file">A path that <see cref="BundlePath.IsFile"/> allows, each once.</param>
/// <param name="content">Ends after <paramref name="bytes"/>; to be read during the call.</param>
public delegate void BundleFileSink(string file, Stream content, long bytes);
