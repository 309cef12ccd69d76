namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>Which bytes of a target are wanted.</summary>
/// <param name="Path">As <c>models/4f2a….pump.tar</c>.</param>
/// <param name="FileBytes">How long the signed metadata say that the whole is: more must not be taken, whoever sends it.</param>
/// <param name="Offset">Where they begin: what is here already need not come again.</param>
/// <param name="Length">So many are wanted; what comes behind them may be left unread.</param>
public readonly record struct TargetPiece(string Path, long FileBytes, long Offset, long Length);
