namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>An action that the server points to. Of its address no more counts than this: whoever is asked, and is shown the token, is the one that
/// the configuration names.</summary>
/// <param name="Revision">What changes when the action does, as <c>?c=-2122565939</c>; empty where there is none.</param>
public readonly record struct DdiLink(string Id, string Revision);
