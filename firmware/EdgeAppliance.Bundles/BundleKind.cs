namespace EdgeAppliance.Bundles;

/// <summary>What a bundle brings.</summary>
public enum BundleKind
{
    /// <summary>One model.</summary>
    Model,

    /// <summary>Several models, each a bundle of its own in a folder of this one.</summary>
    Models,

    /// <summary>A configuration of the appliance.</summary>
    Configuration,

    /// <summary>Texts that are put before what is asked of language models.</summary>
    Prompts,

    /// <summary>The operating system with all that is in it: a slot of the image.</summary>
    System,
}
